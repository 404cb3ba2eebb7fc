package io.zonekeeper.app.mongo;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zonekeeper.core.mongo.MemberReport;
import io.zonekeeper.core.mongo.MemberState;
import io.zonekeeper.core.mongo.SetView;

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
 */
final class MemberLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberLink.class);

    private final String host;
    private final Clock clock;
    private final Executor background;
    private final Runnable onChange;
    private final MongoClient client;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Optional<MemberReport> report = Optional.empty();

    /**
     * Connects.
     *
     * @param host the member
     * @param access how
     * @param background runs looks
     * @param onChange is told when something changed that a reconcile reads
     */
    MemberLink(String host, MongoAccess access, Clock clock, Executor background, Runnable onChange) {
        this.host = host;
        this.clock = clock;
        this.background = background;
        this.onChange = onChange;
        this.client = access.connect(host, server -> server.addServerMonitorListener(new Heartbeats()));
    }

    Optional<MemberReport> report() {
        return report;
    }

    /** Sends a command to this member, whatever it is in its set. */
    Document run(Document command) {
        return client.getDatabase("admin").runCommand(command, ReadPreference.primaryPreferred());
    }

    /** Looks soon, unless a look is on its way. */
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
    void look() {
        try {
            Document status = run(new Document("replSetGetStatus", 1));
            Document config = run(new Document("replSetGetConfig", 1)).get("config", Document.class);
            note(MemberAnswers.report(status, config, clock.instant()));
        } catch (MongoCommandException e) {
            note(
                    switch (e.getErrorCode()) {
                        case MemberAnswers.NOT_YET_INITIALIZED -> MemberState.UNINITIATED;
                        case MemberAnswers.INVALID_REPLICA_SET_CONFIG -> MemberState.REMOVED;
                        case MemberAnswers.UNAUTHORIZED, MemberAnswers.AUTHENTICATION_FAILED -> MemberState.DENIED;
                        default -> MemberState.SYNCING;
                    });
        } catch (MongoSecurityException e) {
            note(MemberState.DENIED);
        } catch (MongoException e) {
            LOG.atDebug()
                    .addKeyValue("host", host)
                    .addKeyValue("cause", e.getMessage())
                    .log("member does not answer");
            note(MemberState.UNREACHABLE);
        } catch (IllegalStateException e) {
            LOG.atDebug().addKeyValue("host", host).log("closed");
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private void note(MemberState state) {
        note(new MemberReport(state, clock.instant(), view().filter(kept -> !state.blank())));
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
                .isPresent();
        if (!same) {
            LOG.atDebug()
                    .addKeyValue("host", host)
                    .addKeyValue("state", fresh.state())
                    .log("member changed");
            onChange.run();
        }
    }

    private final class Heartbeats implements ServerMonitorListener {
        @Override
        public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
            MemberState said = MemberAnswers.hello(event.getReply());
            Optional<MemberState> known = report.map(MemberReport::state);
            boolean keeps = known.isPresent()
                    && (known.get() == said
                            // What hello cannot tell.
                            || known.get() == MemberState.DENIED
                            || (known.get() == MemberState.UNINITIATED && said == MemberState.REMOVED));
            boolean newConfiguration = view().isPresent()
                    && event.getReply().containsKey("setVersion")
                    && event.getReply().getNumber("setVersion").longValue()
                            != view().get().version();
            if (keeps) {
                report = report.map(before -> new MemberReport(before.state(), clock.instant(), before.view()));
                if (newConfiguration) {
                    lookSoon();
                }
            } else {
                if (said != MemberState.REMOVED) {
                    note(said);
                }
                lookSoon();
            }
        }

        @Override
        public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
            note(MemberState.UNREACHABLE);
        }
    }
}
