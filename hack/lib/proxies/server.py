"""The servers of one zone: server.py LOG PORT NAME=ADDRESS...; each is one address, all answer alike.

Every request is appended to LOG as `ID METHOD NAME STATUS` before it is answered, so that it can be told afterwards
which request reached which server. Lines on standard input change how they answer: `ok`, `gray` (the health page is
fine, everything else is 503), `slow SECONDS` (the health page is quick), `stop NAME`, `start NAME` (a dead process:
connections are reset, new ones refused).
"""
import asyncio
import os
import socket
import struct
import sys

HEALTH = "/healthz"


class Zone:
    def __init__(self, log, port, addresses):
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.port = port
        self.addresses = addresses
        self.listeners = {}
        self.writers = {name: set() for name in addresses}
        self.status = 200
        self.delay = 0.002

    async def run(self):
        for name in self.addresses:
            await self.start(name)
        print("ready", flush=True)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := (await reader.readline()).decode().split():
            if line[0] == "ok":
                self.status, self.delay = 200, 0.002
            elif line[0] == "gray":
                self.status = 503
            elif line[0] == "slow":
                self.delay = float(line[1])
            elif line[0] == "stop":
                self.stop(line[1])
            elif line[0] == "start":
                await self.start(line[1])
            print("done", flush=True)

    async def start(self, name):
        self.listeners[name] = await asyncio.start_server(
            lambda reader, writer: self.serve(name, reader, writer), self.addresses[name], self.port, backlog=1024)

    def stop(self, name):
        self.listeners.pop(name).close()
        for writer in list(self.writers[name]):
            # No lingering: the peer sees a reset, as when a process dies.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def serve(self, name, reader, writer):
        self.writers[name].add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                method, path, _ = lines[0].split(" ", 2)
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                await reader.readexactly(int(headers.get("content-length", "0")))
                if path == HEALTH:
                    status = 200
                else:
                    os.write(self.log, f"{path.rsplit('/', 1)[-1]} {method} {name} {self.status}\n".encode())
                    await asyncio.sleep(self.delay)
                    status = self.status
                body = b"" if method == "HEAD" else name.encode()
                writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nCache-Control: no-store\r\n\r\n%s" % (status, len(body), body))
                await writer.drain()
                if headers.get("connection") == "close":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.writers[name].discard(writer)
            writer.close()


if __name__ == "__main__":
    asyncio.run(Zone(sys.argv[1], int(sys.argv[2]), dict(pair.split("=") for pair in sys.argv[3:])).run())
