package io.zonekeeper.core.handover;

import java.util.Optional;

/**
 * How a Deployment hands its traffic over to a ZonedService, and takes it back.
 *
 * <ol>
 *   <li>The ZonedService is created beside it, without Services of its own. Its pods keep the labels of the template,
 *       so the Service selects them as well as soon as they are ready.
 *   <li>When as many of them are ready, and in the endpoints, as the Deployment is to have, the Service becomes the
 *       ZonedService's: its selector leaves the pods of the Deployment out.
 *   <li>When no pod of the Deployment is in the endpoints any more, the Deployment is scaled to 0.
 * </ol>
 *
 * <p>Back: the Deployment is scaled up; when it is ready, the operator is asked to leave the ZonedService's objects
 * alone, the Service gets its selector of before, which selects both, and when the Deployment's pods are in the
 * endpoints the ZonedService is deleted.
 *
 * <p>Invariant: no step is taken by which fewer ready pods would be in the endpoints than the Deployment had. The next
 * step follows from the facts alone: whoever begins again goes on where another stopped.
 */
public final class HandOver {
    private HandOver() {}

    /**
     * What there is.
     *
     * @param before pods that the Deployment had when it began, or has while nothing has begun
     * @param deployment the Deployment
     * @param zoned the ZonedService; empty while there is none
     * @param service the Service of the Deployment; empty where it has none
     */
    public record Facts(int before, Deployment deployment, Optional<Zoned> zoned, Optional<Service> service) {}

    /**
     * The Deployment.
     *
     * @param replicas pods that it is to have
     * @param ready pods that are ready
     * @param pods pods that there are
     */
    public record Deployment(int replicas, int ready, int pods) {}

    /**
     * The ZonedService.
     *
     * @param ready its ready pods
     * @param routes whether its spec asks for the Service
     * @param pauseWanted whether it is annotated to be left alone
     * @param paused whether the operator reports that it leaves it alone
     */
    public record Zoned(int ready, boolean routes, boolean pauseWanted, boolean paused) {}

    /**
     * The Service.
     *
     * @param taken whether it belongs to the ZonedService and selects its pods only
     * @param offered whether it is annotated so that the ZonedService takes it over
     * @param readyOld ready endpoints that are pods of the Deployment
     * @param readyNew ready endpoints that are pods of the ZonedService
     */
    public record Service(boolean taken, boolean offered, int readyOld, int readyNew) {}

    /** A step. Those that wait change nothing. */
    public enum Step {
        /** Creates the ZonedService, without Services. */
        CREATE,
        /** Lets the operator act on the ZonedService again, after a way back that was not finished. */
        RESUME,
        /** Waits until as many pods of the ZonedService are ready, and in the endpoints, as the Deployment had. */
        AWAIT_READY,
        /** Lets the ZonedService take the Service over. */
        HAND_OVER,
        /** Waits until the endpoints are those of the ZonedService. */
        AWAIT_ENDPOINTS,
        /** Scales the Deployment to 0, once nodes had time to follow the endpoints. */
        SHRINK,
        /** Waits until the Deployment has no pod. */
        AWAIT_SHRUNK,
        /** Scales the Deployment up to what it had. */
        GROW,
        /** Waits until as many pods of the Deployment are ready as it had. */
        AWAIT_GROWN,
        /** Annotates the ZonedService, so that the operator leaves its objects alone. */
        PAUSE,
        /** Waits until the operator reports that it does. */
        AWAIT_PAUSED,
        /** Gives the Service its selector of before, and no owner. */
        RELEASE,
        /** Waits until the pods of the Deployment are in the endpoints. */
        AWAIT_OLD_ENDPOINTS,
        /** Deletes the ZonedService with its pods, once nodes had time to follow the endpoints. */
        DELETE,
        /** Nothing is left to do. */
        DONE;

        /** Returns whether nodes must have had time to follow the endpoints before it is taken. */
        public boolean settles() {
            return this == SHRINK || this == DELETE;
        }

        /** Returns whether it only waits. */
        public boolean waits() {
            return name().startsWith("AWAIT");
        }
    }

    /** Returns the next step to the ZonedService. */
    public static Step forward(Facts facts) {
        if (facts.zoned().isEmpty()) {
            return Step.CREATE;
        }
        Zoned zoned = facts.zoned().get();
        if (zoned.pauseWanted()) {
            return Step.RESUME;
        }
        boolean taken = facts.service().map(Service::taken).orElse(true);
        boolean handedOver =
                zoned.routes() && facts.service().filter(Service::offered).isPresent();
        if (!taken && !handedOver) {
            int serving = facts.service().map(Service::readyNew).orElse(zoned.ready());
            return Math.min(zoned.ready(), serving) >= needed(facts) ? Step.HAND_OVER : Step.AWAIT_READY;
        }
        if (!taken) {
            return Step.AWAIT_ENDPOINTS;
        }
        boolean followed = facts.service()
                .map(service -> service.readyOld() == 0 && service.readyNew() >= facts.before())
                .orElse(zoned.ready() >= facts.before());
        if (facts.deployment().replicas() > 0) {
            return followed ? Step.SHRINK : facts.service().isPresent() ? Step.AWAIT_ENDPOINTS : Step.AWAIT_READY;
        }
        return facts.deployment().pods() > 0 ? Step.AWAIT_SHRUNK : Step.DONE;
    }

    /** Returns the next step back to the Deployment. */
    public static Step back(Facts facts) {
        if (facts.zoned().isEmpty()) {
            return Step.DONE;
        }
        if (facts.deployment().replicas() < facts.before()) {
            return Step.GROW;
        }
        if (facts.deployment().ready() < facts.before()) {
            return Step.AWAIT_GROWN;
        }
        Zoned zoned = facts.zoned().get();
        boolean held = facts.service().isPresent()
                && (zoned.routes() || facts.service().get().taken());
        if (held && !zoned.pauseWanted()) {
            return Step.PAUSE;
        }
        if (held && !zoned.paused()) {
            return Step.AWAIT_PAUSED;
        }
        if (facts.service()
                .filter(service -> service.taken() || service.offered())
                .isPresent()) {
            return Step.RELEASE;
        }
        boolean followed = facts.service()
                .map(service -> service.readyOld() >= facts.before())
                .orElse(true);
        return followed ? Step.DELETE : Step.AWAIT_OLD_ENDPOINTS;
    }

    /** As many as the Deployment is to have, and no fewer than serve now. */
    private static int needed(Facts facts) {
        return Math.max(
                facts.before(),
                facts.service().map(Service::readyOld).orElse(facts.deployment().ready()));
    }
}
