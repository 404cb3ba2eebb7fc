"""Steady load: load.py URL RATE SECONDS METHOD=SHARE...; prints one line a request: `ID METHOD BEGAN SECONDS STATUS SERVER`.

Requests begin on time whether earlier ones have ended or not, each on a connection of its own, each with an ID in its
path. Times are of the system's monotonic clock. STATUS is 0 where no answer came.
"""
import asyncio
import itertools
import sys
import time
import urllib.parse

PATIENCE = 15


async def request(host, port, number, method, out):
    began = time.monotonic()
    status, server = 0, "-"
    body = f"id={number}" if method in ("POST", "PUT", "PATCH") else ""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write((f"{method} /orders/{number} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n"
                              f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
                answer = await reader.read()
                head, _, content = answer.partition(b"\r\n\r\n")
                if head:
                    status = int(head.split(b" ", 2)[1])
                    server = content.decode("latin-1").split("\n", 1)[0][:20].replace(" ", "_") if status == 200 else "-"
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError, IndexError):
        pass
    out.write(f"{number} {method} {began:.4f} {time.monotonic() - began:.4f} {status} {server or '-'}\n")


async def main(url, rate, seconds, shares):
    target = urllib.parse.urlsplit(url)
    methods = itertools.cycle([method for method, share in shares for _ in range(share)])
    began = time.monotonic()
    waiting = set()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        task = asyncio.create_task(request(target.hostname, target.port, number, next(methods), sys.stdout))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
    if waiting:
        await asyncio.wait(waiting)
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]),
                     [(method, int(share)) for method, share in (pair.split("=") for pair in sys.argv[4:])]))
