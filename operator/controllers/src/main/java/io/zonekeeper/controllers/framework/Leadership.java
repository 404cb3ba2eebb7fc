package io.zonekeeper.controllers.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.zonekeeper.kube.client.LeaderFence;
import io.zonekeeper.kube.config.OperatorConfig.LeaderElection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process leads: only the leader writes.
 *
 * <ol>
 *   <li>Without leader election it leads from its start on.
 *   <li>Leading begins once. It ends with the operator, for caches and timers hold decisions of a leader by then.
 *   <li>One that was stopped and does not know yet that another leads is held back by its {@link LeaderFence}.
 * </ol>
 */
public final class Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private final LeaderElection election;
    private final Runnable onLost;
    private final String identity = Optional.ofNullable(System.getenv("HOSTNAME"))
            .filter(name -> !name.isBlank())
            .orElseGet(() -> UUID.randomUUID().toString());
    private final List<Runnable> beginnings = new ArrayList<>();
    private volatile boolean leading;
    private volatile Optional<String> leader = Optional.empty();
    private volatile boolean running;

    /**
     * Creates it for a process that does not lead yet.
     *
     * @param election whether several processes elect one
     * @param onLost ends the operator; it may be called more than once
     */
    public Leadership(LeaderElection election, Runnable onLost) {
        this.election = election;
        this.onLost = onLost;
    }

    /** Runs this when the process begins to lead, in the order of registration; at once where it leads already. */
    public synchronized void onLead(Runnable beginning) {
        if (leading) {
            beginning.run();
        } else {
            beginnings.add(beginning);
        }
    }

    /** Returns the name under which this process is elected: {@code HOSTNAME}, or one at random. */
    public String identity() {
        return identity;
    }

    /**
     * Returns what holds back the writes of a process that does not provably lead; empty without leader election.
     *
     * @param namespace the namespace of the Lease
     */
    public Optional<LeaderFence> fence(String namespace) {
        return election.enabled()
                ? Optional.of(new LeaderFence(namespace, election.leaseName(), identity, election.renewDeadline()))
                : Optional.empty();
    }

    /** Returns whether this process leads. */
    public boolean leading() {
        return leading;
    }

    /** Returns the name of the process that leads, as far as this one knows. */
    public Optional<String> leader() {
        return leading ? Optional.of(identity) : leader;
    }

    /** A process was elected: this one or another. */
    void elected(String name) {
        leader = Optional.ofNullable(name).filter(elected -> !elected.isBlank());
    }

    /** Returns whether everything was started and nothing closed. */
    public boolean running() {
        return running;
    }

    /** Everything is started. */
    public void started() {
        running = true;
        if (!election.enabled()) {
            begin();
        }
    }

    /** Everything is about to be closed: losing the lease is no failure any more. */
    public void stopping() {
        running = false;
    }

    /** This process was elected. */
    synchronized void begin() {
        if (!leading) {
            leading = true;
            LOG.atInfo().log("leading");
            beginnings.forEach(Runnable::run);
        }
    }

    /** Another process was elected. */
    void lost() {
        if (running) {
            LOG.atError().log("another instance leads");
            onLost.run();
        }
    }

    /**
     * Everything is closed: another process may lead from now on.
     *
     * @param lease given back where this process leads
     */
    public void stopped(LeaderLease lease) {
        if (leading && election.enabled()) {
            lease.release();
        }
    }

    /** Gives way to another process, where there may be one. */
    public void giveWay(String cause) {
        if (leading && running && election.enabled()) {
            LOG.atError().addKeyValue("cause", cause).log("releasing leadership to another instance");
            onLost.run();
        }
    }
}
