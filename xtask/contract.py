# What Schemathesis puts into paths: of what it makes up, every second is replaced by something that is there, so that
# answers are held against their schemas too and not only refusals. KANCIL_IDS names what is there, by parameter.
import json
import os
import zlib

import schemathesis

IDS = json.loads(os.environ["KANCIL_IDS"])


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters:
        return path_parameters
    # By what was made up, so that a run by the same seed asks the same.
    drawn = zlib.crc32(json.dumps(path_parameters, sort_keys=True, default=str).encode())
    if drawn % 2:
        return path_parameters
    known = {name: IDS[name] for name in path_parameters if IDS.get(name)}
    return path_parameters | {name: ids[(drawn >> 1) % len(ids)] for name, ids in known.items()}
