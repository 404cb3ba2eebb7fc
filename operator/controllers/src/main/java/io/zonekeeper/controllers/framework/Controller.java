package io.zonekeeper.controllers.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;

/**
 * The controller of one kind of custom resource: the same steps for all of them.
 *
 * <ol>
 *   <li>decode: an object that this version cannot read is reported as {@code Undecodable}; what was made for it stays
 *       as it is. One that is being deleted is left to the garbage collector.
 *   <li>resolve: everything that is read, from caches wherever they have it.
 *   <li>plan: a decision of {@code core}; nothing is read, written or spent.
 *   <li>paused: the plan is reported and nothing else is written.
 *   <li>apply: what was planned is written, what must be known before it is done is recorded in the status first.
 *   <li>report: the status, then Events.
 * </ol>
 *
 * <p>Invariants: a second reconcile of the same state writes nothing. A failure of the API server is thrown, logged,
 * counted and retried with backoff; any other failure is reported as {@code ReconcileFailed} as well.
 *
 * @param <R> the kind
 * @param <S> its status
 * @param <F> what is found out of an object
 * @param <P> what is planned for it
 */
public abstract class Controller<R extends CustomResource<?, S>, S, F, P> implements Reconciler<R>, AutoCloseable {
    private final Class<R> kind;
    private final Environment environment;
    private final Primaries<R> primaries;

    /**
     * Creates a controller.
     *
     * @param kind its kind of objects
     * @param environment what it runs with
     * @param primaries is given the cache of its objects
     */
    protected Controller(Class<R> kind, Environment environment, Primaries<R> primaries) {
        this.kind = kind;
        this.environment = environment;
        this.primaries = primaries;
    }

    /** Returns what triggers reconciles besides changes of the objects themselves. */
    protected abstract List<EventSource<?, R>> eventSources(EventSourceContext<R> context);

    /** Finds out what is needed to plan. */
    protected abstract Resolution<F> resolve(R object);

    /** Decides what to do. */
    protected abstract P plan(R object, F facts);

    /** Does it, reports it, and returns when to reconcile again. */
    protected abstract Next apply(Session<R, S> session, F facts, P plan);

    /** Returns the status of an object that is paused. */
    protected abstract S paused(R object, F facts, P plan);

    /** Returns the status of an object that cannot be acted on. */
    protected abstract S refused(R object, Refusal why);

    /** Returns an object without content. */
    protected abstract R empty();

    /** Reports in Events and metrics what a status has that the one before had not. */
    protected abstract void tell(R before, S status);

    /** Returns the status of an object whose reconcile failed: by default, of one that cannot be acted on. */
    protected S failed(R object, Refusal why) {
        return refused(object, why);
    }

    /**
     * Returns the status of an object whose reconcile ends early because the API server failed; by default as it is.
     */
    protected S interrupted(R object, Outcome outcome) {
        return object.getStatus();
    }

    /** Takes note of an object that cannot be read. */
    protected void undecodable(R object) {}

    /** Returns when an object that is paused is reconciled again. */
    protected Next whilePaused() {
        return Next.whenChanged();
    }

    /** Whether several operators may divide its objects among them by their namespaces. */
    protected boolean divided() {
        return false;
    }

    /**
     * Returns whether reconciles wait for others than the API server, as for AWS: then each runs on a virtual thread of
     * its own, and none waits for another.
     */
    protected boolean waitsForOthers() {
        return false;
    }

    /** Returns what the controller runs with. */
    protected final Environment environment() {
        return environment;
    }

    /** Returns the objects as they are cached. */
    protected final Primaries<R> primaries() {
        return primaries;
    }

    final Class<R> kind() {
        return kind;
    }

    final boolean namespaced() {
        return Namespaced.class.isAssignableFrom(kind);
    }

    @Override
    public final List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
        List<EventSource<?, R>> sources = new ArrayList<>(eventSources(context));
        sources.add(new WhenCached<>(() -> primaries.readFrom(context.getPrimaryCache())));
        environment.metrics().objects().count(kind.getSimpleName(), () -> primaries.list(any -> true));
        return sources;
    }

    @Override
    public final UpdateControl<R> reconcile(R object, Context<R> context) {
        return reconcile(new Session<>(
                        object,
                        (before, fresh) ->
                                PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(before, fresh, context),
                        this))
                .control();
    }

    final Next reconcile(Session<R, S> session) {
        if (session.object().isMarkedForDeletion()) {
            return Next.whenChanged();
        }
        try {
            return steps(session);
        } catch (Session.Superseded e) {
            return Next.in(Next.AT_ONCE);
        } catch (KubernetesClientException e) {
            throw e;
        } catch (RuntimeException e) {
            session.report(failed(
                    session.object(),
                    new Refusal(
                            AnyReason.RECONCILE_FAILED,
                            "the operator failed on this object (%s); retrying. Report it with the operator's log"
                                    .formatted(e))));
            throw e;
        }
    }

    private Next steps(Session<R, S> session) {
        R object = session.object();
        Optional<String> problem = TolerantDecoding.problem(object);
        if (problem.isPresent()) {
            undecodable(object);
            session.report(refused(
                    object,
                    new Refusal(AnyReason.UNDECODABLE, "this version cannot read the object: " + problem.get())));
            return Next.whenChanged();
        }
        return switch (resolve(object)) {
            case Resolution.NotYet<F>(var again) -> Next.in(again);
            case Resolution.Interrupted<F>(var reads) -> {
                stopIfFailed(session, reads);
                yield Next.in(Next.AFTER_REFUSAL);
            }
            case Resolution.Refused<F>(var why) -> {
                session.report(refused(object, why));
                yield Next.in(Next.AFTER_REFUSAL);
            }
            case Resolution.Ready<F>(var facts) -> {
                P plan = plan(object, facts);
                if (paused(object)) {
                    session.report(paused(object, facts, plan));
                    yield whilePaused();
                }
                yield apply(session, facts, plan);
            }
        };
    }

    /** Ends a reconcile whose first reads or writes failed, after reporting why. */
    protected final void stopIfFailed(Session<R, S> session, Outcome outcome) {
        if (outcome.failed()) {
            session.report(interrupted(session.object(), outcome));
            outcome.throwFailure();
        }
    }

    final void wrote(R before, S status, long began) {
        environment.metrics().wrote(kind.getSimpleName(), began);
        tell(before, status);
    }

    /** Returns whether a user has paused an object. */
    protected static boolean paused(CustomResource<?, ?> object) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
        return Boolean.parseBoolean(annotations.get(Labels.PAUSED));
    }

    @Override
    public final ErrorStatusUpdateControl<R> updateErrorStatus(R object, Context<R> context, Exception failure) {
        // The status reports it already; the failure is logged, counted and retried.
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    @Override
    public void close() {}
}
