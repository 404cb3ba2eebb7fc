package io.zonekeeper.controllers.mongocluster.links;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.ServerReport;
import io.zonekeeper.core.mongo.facts.SetView;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one member, and what was last heard of it.
 *
 * <p>The driver's monitor keeps a {@code hello} waiting at the member, so that an election or the end of the process is
 * heard at once; status and configuration are asked for when something changed, before something is done, and now and
 * then.
 *
 * <p>A member that is new in its set first drops what it has and copies the data of another, its users included. For a
 * moment it knows no user: that it refuses us then says nothing about our credentials, and a connection that had logged
 * in is logged out for good, so another is made.
 */
public final class MemberLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberLink.class);

    /** A refused login lets the driver ask for {@code hello} at once, which must not bring the next login. */
    private static final Duration DENIED_AGAIN = Duration.ofSeconds(5);

    private final String host;
    private final Clock clock;
    private final Executor background;
    private final Runnable onChange;
    private final MongoAccess access;
    private final AtomicBoolean looking = new AtomicBoolean();
    private MongoClient client;
    private boolean closed;
    private volatile Heartbeats heartbeats;
    private volatile MemberState said = MemberState.UNREACHABLE;
    private volatile Instant lookedAt = Instant.EPOCH;
    private volatile Optional<MemberReport> report = Optional.empty();
    private volatile Optional<String> featureCompatibility = Optional.empty();
    private volatile List<X509Certificate> presented = List.of();
    private volatile Optional<Instant> rotated = Optional.empty();
    private volatile boolean untrusted;

    /**
     * Connects.
     *
     * @param host the member
     * @param access how
     * @param background runs looks
     * @param onChange is told when something changed that a reconcile reads
     */
    public MemberLink(String host, MongoAccess access, Clock clock, Executor background, Runnable onChange) {
        this.host = host;
        this.clock = clock;
        this.background = background;
        this.onChange = onChange;
        this.access = access;
        this.client = connect();
    }

    public Optional<MemberReport> report() {
        return report;
    }

    /** Sends a command to this member, whatever it is in its set. */
    public Document run(Document command) {
        return client().getDatabase("admin").runCommand(command, ReadPreference.primaryPreferred());
    }

    /** Looks soon, unless a check is on its way. */
    void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            background.execute(() -> {
                try {
                    look();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /** Asks for status and configuration. */
    public void look() {
        lookedAt = clock.instant();
        try {
            Document status = run(new Document("replSetGetStatus", 1));
            Document config = run(new Document("replSetGetConfig", 1));
            featureCompatibility = featureCompatibility();
            MemberReport answered = MemberAnswers.report(status, config, clock.instant());
            note(new MemberReport(answered.state(), answered.at(), answered.view(), server()));
        } catch (MongoCommandException e) {
            switch (e.getErrorCode()) {
                case MemberAnswers.NOT_YET_INITIALIZED -> note(MemberState.UNINITIATED);
                case MemberAnswers.INVALID_REPLICA_SET_CONFIG -> note(MemberState.REMOVED);
                case MemberAnswers.UNAUTHORIZED -> {
                    reconnect();
                    denied();
                }
                case MemberAnswers.AUTHENTICATION_FAILED -> denied();
                default -> note(MemberState.SYNCING);
            }
        } catch (MongoSecurityException e) {
            denied();
        } catch (MongoException e) {
            LOG.atDebug()
                    .addKeyValue("host", host)
                    .addKeyValue("cause", e.getMessage())
                    .log("member does not respond");
            note(away());
        } catch (IllegalStateException e) {
            LOG.atDebug().addKeyValue("host", host).log("closed");
        }
    }

    /**
     * Lets the member read its certificate and authorities from its files again. Connections keep what they were made
     * with, so another is made, which shows what the member presents now.
     */
    public void rotateCertificates() {
        rotated = Optional.of(clock.instant());
        run(new Document("rotateCertificates", 1).append("message", "spec.tls.secret changed"));
        reconnect();
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }

    private MongoClient connect() {
        Heartbeats fresh = new Heartbeats();
        heartbeats = fresh;
        return access.connect(host, server -> server.addServerMonitorListener(fresh), chain -> presented = chain);
    }

    private synchronized MongoClient client() {
        return client;
    }

    private synchronized void reconnect() {
        if (!closed) {
            MongoClient before = client;
            client = connect();
            before.close();
        }
    }

    private void denied() {
        note(said == MemberState.SYNCING ? MemberState.SYNCING : MemberState.DENIED);
    }

    private void note(MemberState state) {
        note(state, view());
    }

    private void note(MemberState state, Optional<SetView> view) {
        note(new MemberReport(state, clock.instant(), view.filter(kept -> !state.blank()), server()));
    }

    private MemberState away() {
        return untrusted ? MemberState.UNTRUSTED : MemberState.UNREACHABLE;
    }

    /** One that cannot be asked says nothing: a server may be older than the question, or start just now. */
    private Optional<String> featureCompatibility() {
        try {
            return MemberAnswers.featureCompatibility(
                    run(new Document("getParameter", 1).append("featureCompatibilityVersion", 1)));
        } catch (MongoCommandException e) {
            return featureCompatibility;
        }
    }

    private ServerReport server() {
        List<X509Certificate> chain = presented;
        return new ServerReport(
                featureCompatibility,
                chain.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ServerReport.Presented(
                                Certificates.fingerprint(chain.getFirst()), access.verifies(chain), rotated)));
    }

    private static boolean refusedCertificate(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(10)
                .anyMatch(cause -> cause instanceof CertificateException);
    }

    private Optional<SetView> view() {
        return report.flatMap(MemberReport::view);
    }

    private void note(MemberReport fresh) {
        Optional<MemberReport> before = report;
        report = Optional.of(fresh);
        boolean same = before.filter(known -> known.state() == fresh.state())
                .filter(known -> Objects.equals(
                        known.view().map(SetView::members), fresh.view().map(SetView::members)))
                .filter(known -> Objects.equals(
                        known.view().map(SetView::version), fresh.view().map(SetView::version)))
                .filter(known -> known.server().equals(fresh.server()))
                .isPresent();
        if (!same) {
            LOG.atDebug()
                    .addKeyValue("host", host)
                    .addKeyValue("state", fresh.state())
                    .log("member changed");
            onChange.run();
        }
    }

    /** Those of a client that was closed say nothing about the member. */
    private final class Heartbeats implements ServerMonitorListener {
        @Override
        public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
            if (heartbeats != this) {
                return;
            }
            untrusted = false;
            said = MemberAnswers.hello(event.getReply());
            Optional<SetView> view = view().map(known -> MemberAnswers.applied(known, event.getReply()));
            Optional<MemberState> known = report.map(MemberReport::state);
            boolean deniedLongAgo = known.filter(MemberState.DENIED::equals).isPresent()
                    && lookedAt.isBefore(clock.instant().minus(DENIED_AGAIN));
            boolean keeps = known.isPresent()
                    && (known.get() == said
                            // What hello cannot tell.
                            || known.get() == MemberState.DENIED
                            || (known.get() == MemberState.RECOVERING && said == MemberState.SYNCING)
                            || (known.get() == MemberState.UNINITIATED && said == MemberState.REMOVED));
            boolean newConfiguration = view().isPresent()
                    && event.getReply().isNumber("setVersion")
                    && event.getReply().getNumber("setVersion").longValue()
                            != view().get().version();
            if (keeps) {
                report = report.map(before -> new MemberReport(before.state(), clock.instant(), view, before.server()));
                if (newConfiguration || deniedLongAgo) {
                    lookSoon();
                }
            } else {
                if (said != MemberState.REMOVED) {
                    note(said, view);
                }
                lookSoon();
            }
        }

        @Override
        public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
            if (heartbeats == this) {
                untrusted = refusedCertificate(event.getThrowable());
                note(away());
            }
        }
    }
}
