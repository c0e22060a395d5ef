"""PyPI's graphsense-clustering on the inputs that `clusters inputs` wrote.

    clusters.py open DIR COUNT          imports and reads, then ends: what starting costs
    clusters.py grow DIR COUNT [OUT]    grows the clusters and can write each address's cluster (u32)

COUNT is the number of addresses. The peer keeps id 0 for a placeholder, so every address is one
higher there; its cluster is the smallest address in it, as ours is.
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
from gs_clustering import Clustering


def main() -> None:
    what, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(f"{folder}/ends", "rb") as file:
        ends = file.read()
    with open(f"{folder}/addresses", "rb") as file:
        addresses = file.read()
    offsets = pa.py_buffer(bytes(4) + ends)
    ids = pa.Array.from_buffers(pa.uint32(), len(addresses) // 4, [None, pa.py_buffer(addresses)])
    ids = pc.add(ids, pa.scalar(1, pa.uint32()))
    lists = pa.Array.from_buffers(
        pa.list_(pa.uint32()), len(ends) // 4, [None, offsets], children=[ids]
    )
    if what == "open":
        print(f"{count} addresses")
        return
    clustering = Clustering(max_address_id=count)
    clustering.process_transactions_arrow(lists)
    mapping = clustering.get_mapping()
    clusters = mapping.column(1)
    if len(sys.argv) > 4:
        # Without the placeholder, and counted from 0 again.
        roots = pc.subtract(clusters.slice(1), pa.scalar(1, clusters.type)).cast(pa.uint32())
        with open(sys.argv[4], "wb") as file:
            file.write(memoryview(roots.buffers()[1])[roots.offset * 4 : (roots.offset + count) * 4])
    joined = pc.sum(pc.equal(mapping.column(0), clusters)).as_py() - 1
    print(f"{count} addresses, {joined} clusters")


main()
