# Sebab kertas sesuatu kes tidak dibuat.

## machine-drafted

problem-paper-language = kertas tidak dapat disusun dalam “{ $language }” di sini: program ini tidak mempunyai bahasa itu, atau dibina tanpa hurufnya
problem-paper-not-made = kertas tidak dapat dibuat: { $reason }
