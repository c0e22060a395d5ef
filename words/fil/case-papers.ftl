# Kung bakit hindi nagawa ang dokumento ng isang kaso.

## machine-drafted

problem-paper-language = hindi magagawa rito ang mga dokumento sa “{ $language }”: wala sa programa na ito ang wikang iyon, o binuo ito nang wala ang mga titik niyon
problem-paper-not-made = hindi nagawa ang dokumento: { $reason }
