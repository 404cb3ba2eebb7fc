package io.zonekeeper.kube.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Checks a target once.
 *
 * <p>A small HTTP/1.1 of our own on plain sockets, for it takes less than half of the processor time of the JDK's
 * client. A look is
 *
 * <ol>
 *   <li>connect; for a check of the port that is all
 *   <li>with HTTPS: shake hands, taking any certificate
 *   <li>send one request that asks for the connection to be closed
 *   <li>read until the status is known, which is within {@link StatusLine#LENGTH} bytes; the rest is not read
 * </ol>
 *
 * and all of it is under one deadline.
 */
public final class Probe {
    /** Time beyond the deadline after which it was this process that was late, not the target. */
    private static final Duration OWN_DELAY = Duration.ofMillis(500);

    private Probe() {}

    /** Checks the target; returns what came of it and never throws. */
    public static Outcome look(Target target) {
        long began = System.nanoTime();
        Outcome outcome = attempt(target);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        boolean late = took.compareTo(target.timeout().plus(OWN_DELAY)) > 0;
        if (late && !outcome.succeeded()) {
            return new Outcome(Outcome.Kind.NO_LOOK, "this process was stalled");
        }
        return outcome;
    }

    private static Outcome attempt(Target target) {
        try (DeadlineSocket socket = new DeadlineSocket(target.timeout())) {
            socket.connect(target.address());
            return switch (target.how()) {
                case Check.How.Connect() -> Outcome.SUCCESS;
                case Check.How.Get get -> get(socket, target, get);
            };
        } catch (IOException e) {
            return failure(e);
        } catch (RuntimeException e) {
            return new Outcome(Outcome.Kind.NO_LOOK, e.getClass().getSimpleName());
        }
    }

    private static Outcome get(DeadlineSocket connection, Target target, Check.How.Get get) throws IOException {
        // Closing with a reset leaves no entry behind in the connection tables of either side, of which thousands of
        // looks a minute would make many; the status is known by then.
        connection.setSoLinger(true, 0);
        Socket socket = connection;
        if (get.tls()) {
            SSLSocket secured = AnyCertificate.secure(connection);
            secured.startHandshake();
            socket = secured;
        }
        socket.getOutputStream().write(HttpRequest.get(get.path(), target.address()));
        return StatusLine.read(socket.getInputStream());
    }

    private static Outcome failure(IOException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "").toLowerCase(Locale.ROOT);
        return switch (e) {
            case SocketTimeoutException timeout -> Outcome.TIMED_OUT;
            case NoRouteToHostException none -> new Outcome(Outcome.Kind.UNREACHABLE, "no route");
            case UnknownHostException unknown -> new Outcome(Outcome.Kind.NO_LOOK, "no address");
            case SSLException tls ->
                tls.getCause() instanceof SocketTimeoutException
                        ? Outcome.TIMED_OUT
                        : new Outcome(Outcome.Kind.GARBAGE, "no TLS");
            case ConnectException connect
            when message.contains("refused") -> new Outcome(Outcome.Kind.REFUSED, "refused");
            case SocketException socket when message.contains("timed out") -> Outcome.TIMED_OUT;
            case SocketException socket
            when message.contains("unreachable") -> new Outcome(Outcome.Kind.UNREACHABLE, "unreachable");
            case SocketException socket when isOurs(message) -> new Outcome(Outcome.Kind.NO_LOOK, message);
            default -> new Outcome(Outcome.Kind.CUT, "connection cut");
        };
    }

    /** Whether this process, or its machine, has come to its limits. */
    private static boolean isOurs(String message) {
        return message.contains("too many open files")
                || message.contains("cannot assign requested address")
                || message.contains("no buffer space")
                || message.contains("closed by interrupt")
                || message.contains("permission denied")
                || message.contains("operation not permitted");
    }

    /** The first line of an answer, as far as it matters. */
    static final class StatusLine {
        /** Bytes of {@code HTTP/1.1 200}. */
        static final int LENGTH = 12;

        private static final int DIGITS_AT = 9;
        private static final int FIRST_GOOD = 200;
        private static final int LAST_GOOD = 399;

        private StatusLine() {}

        static Outcome read(InputStream in) throws IOException {
            byte[] line = new byte[LENGTH];
            int length = 0;
            while (length < LENGTH) {
                int read = in.read(line, length, LENGTH - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
            if (length == 0) {
                return new Outcome(Outcome.Kind.CUT, "closed without a response");
            }
            int status = status(line, length);
            if (status < 0) {
                return new Outcome(Outcome.Kind.GARBAGE, "no HTTP");
            }
            return status >= FIRST_GOOD && status <= LAST_GOOD
                    ? Outcome.SUCCESS
                    : new Outcome(Outcome.Kind.STATUS, "status " + status);
        }

        /** The status, or -1 where this is none. */
        private static int status(byte[] line, int length) {
            if (length < LENGTH
                    || line[0] != 'H'
                    || line[1] != 'T'
                    || line[2] != 'T'
                    || line[3] != 'P'
                    || line[4] != '/'
                    || line[DIGITS_AT - 1] != ' ') {
                return -1;
            }
            int status = 0;
            for (int i = DIGITS_AT; i < LENGTH; i++) {
                if (line[i] < '0' || line[i] > '9') {
                    return -1;
                }
                status = status * 10 + line[i] - '0';
            }
            return status;
        }
    }
}
