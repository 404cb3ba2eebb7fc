package io.zonekeeper.testing.mongo;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;

import org.bson.BsonDocument;

/** A port on which commands are answered, one conversation a connection. */
final class Endpoint implements Closeable {
    private static final Duration RELEASE = Duration.ofSeconds(5);

    private final InetSocketAddress where;
    private volatile ServerSocket server;
    private final Supplier<Conversation> conversations;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What is answered on one connection. */
    interface Conversation {
        /** Answers a command; null to say nothing and hang up. */
        BsonDocument answer(Wire.Request request) throws InterruptedException;
    }

    Endpoint(ServerSocketFactory sockets, InetAddress address, int port, Supplier<Conversation> conversations) {
        this.conversations = conversations;
        this.where = new InetSocketAddress(address, port);
        this.server = listen(sockets, where);
        Thread.ofVirtual().start(this::accept);
    }

    /** Takes connections by other sockets from now on; those that there are continue. */
    void listenWith(ServerSocketFactory sockets) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = listen(sockets, where);
        Thread.ofVirtual().start(this::accept);
    }

    /** One that was closed a moment ago may hold the port still: its thread has to let go of it first. */
    private static ServerSocket listen(ServerSocketFactory sockets, InetSocketAddress address) {
        long end = System.nanoTime() + RELEASE.toNanos();
        while (true) {
            try {
                ServerSocket server = sockets.createServerSocket();
                server.setReuseAddress(true);
                server.bind(address);
                return server;
            } catch (BindException e) {
                if (System.nanoTime() > end) {
                    throw new UncheckedIOException("cannot listen on " + address, e);
                }
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot listen on " + address, e);
            }
        }
    }

    private void accept() {
        ServerSocket listening = server;
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            Conversation conversation = conversations.get();
            while (true) {
                Optional<Wire.Request> request = Wire.read(in);
                if (request.isEmpty()) {
                    return;
                }
                BsonDocument answer = conversation.answer(request.get());
                if (answer == null) {
                    return;
                }
                Wire.write(socket.getOutputStream(), request.get(), answer);
            }
        } catch (IOException e) {
            // The client hung up, or the server was stopped.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            open.forEach(Endpoint::breakOff);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As of a process that was killed: no farewell, which an encrypting socket would wait seconds for. */
    private static void breakOff(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // The client hung up first.
        }
    }
}
