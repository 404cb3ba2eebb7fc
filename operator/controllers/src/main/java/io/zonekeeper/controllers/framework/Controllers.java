package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.config.OperatorConfig.LeaderElection;
import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;

/** Controllers that are started together, in an operator of the framework, set up as all of them are here. */
public final class Controllers implements Component {
    /** What a watch has lost is made up for after this long. */
    private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(5);

    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(20);
    private static final int FIRST_RETRY_MILLIS = 500;
    private static final int LONGEST_RETRY_MILLIS = 60_000;

    /** The annotations that are a user's switches. */
    private static final List<String> SWITCHES =
            List.of(Labels.PAUSED, Labels.RESTARTED_AT, Labels.FAILBACK, Labels.EVACUATE);

    private final Environment environment;
    private final List<Controller<?, ?, ?, ?>> controllers;
    private final Operator operator;

    private Controllers(
            Environment environment, Optional<Leadership> elected, List<Controller<?, ?, ?, ?>> controllers) {
        this.environment = environment;
        this.controllers = controllers;
        this.operator = new Operator(overrides -> {
            common(overrides);
            elected.ifPresent(leadership -> elect(overrides, leadership));
            controllers.stream()
                    .filter(Controller::waitsForOthers)
                    .findFirst()
                    .ifPresent(waits -> overrides.withExecutorService(Executors.newVirtualThreadPerTaskExecutor()));
        });
    }

    /** Creates controllers that run once this process is elected, and decide with that whether it leads. */
    public static Controllers elected(
            Environment environment, Leadership leadership, Controller<?, ?, ?, ?>... controllers) {
        return new Controllers(environment, Optional.of(leadership), List.of(controllers));
    }

    /** Creates a controller that runs as soon as it is started. */
    static Controllers alone(Environment environment, Controller<?, ?, ?, ?> controller) {
        return new Controllers(environment, Optional.empty(), List.of(controller));
    }

    @Override
    public void start() {
        controllers.forEach(this::register);
        operator.start();
    }

    @Override
    public void close() {
        operator.stop();
        controllers.forEach(Controller::close);
    }

    private <R extends CustomResource<?, S>, S> void register(Controller<R, S, ?, ?> controller) {
        operator.register(controller, overrides -> {
            common(overrides, controller.kind().getSimpleName().toLowerCase(Locale.ROOT));
            Set<String> namespaces = environment.namespaces();
            if (!namespaces.isEmpty() && controller.namespaced()) {
                overrides.settingNamespaces(namespaces);
            }
            Shard shard = environment.config().shard();
            if (shard.divided() && controller.divided()) {
                overrides
                        .withItemStore(PruningStore.<R>withoutManagedFields().keeping(object -> keeps(shard, object)))
                        .withGenericFilter(object -> keeps(shard, object));
            }
        });
    }

    private static boolean keeps(Shard shard, HasMetadata object) {
        return shard.keeps(object.getMetadata().getNamespace());
    }

    private void common(ConfigurationServiceOverrider overrides) {
        overrides
                .withKubernetesClient(environment.client())
                .withCloseClientOnStop(false)
                .withMetrics(environment.metrics())
                .withResourceCloner(new ReadOnlyServices(environment.client().getKubernetesSerialization()))
                .withConcurrentReconciliationThreads(environment.config().workers())
                .withConcurrentWorkflowExecutorThreads(1)
                .checkingCRDAndValidateLocalModel(false)
                // A kind that may not be read must not keep the others from being reconciled.
                .withStopOnInformerErrorDuringStartup(false)
                .withReconciliationTerminationTimeout(TERMINATION_TIMEOUT);
    }

    private void elect(ConfigurationServiceOverrider overrides, Leadership leadership) {
        LeaderElection election = environment.config().leaderElection();
        if (election.enabled()) {
            overrides.withLeaderElectionConfiguration(LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                            election.leaseName())
                    .withIdentity(leadership.identity())
                    .withLeaseNamespace(environment.config().namespace())
                    .withLeaseDuration(election.leaseDuration())
                    .withRenewDeadline(election.renewDeadline())
                    .withRetryPeriod(election.retryPeriod())
                    .withLeaderCallbacks(new LeaderCallbacks(leadership::begin, leadership::lost, leadership::elected))
                    // It would call System.exit, which never returns from within a shutdown hook.
                    .withExitOnStopLeading(false)
                    .build());
        }
    }

    private static <R extends HasMetadata> void common(ControllerConfigurationOverrider<R> overrides, String name) {
        overrides
                .withName(name)
                .withFieldManager(KubernetesClients.FIELD_MANAGER)
                .withReconciliationMaxInterval(SAFETY_INTERVAL)
                .withRetry(new GenericRetry()
                        .setInitialInterval(FIRST_RETRY_MILLIS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY_MILLIS)
                        .withoutMaxAttempts())
                .withRateLimiter(new Pace())
                .withGenerationAware(false)
                .withOnUpdateFilter(Controllers::countsAsChange);
    }

    /** Changes of the spec, of a user's switches, and a deletion; our own status writes do not count. */
    private static boolean countsAsChange(HasMetadata after, HasMetadata before) {
        return Stream.of(
                                !Objects.equals(
                                        after.getMetadata().getGeneration(),
                                        before.getMetadata().getGeneration()),
                                !Objects.equals(
                                        after.getMetadata().getDeletionTimestamp(),
                                        before.getMetadata().getDeletionTimestamp()))
                        .anyMatch(changed -> changed)
                || SWITCHES.stream().anyMatch(key -> !annotation(after, key).equals(annotation(before, key)));
    }

    private static Optional<String> annotation(HasMetadata resource, String key) {
        return Optional.ofNullable(resource.getMetadata().getAnnotations()).map(all -> all.get(key));
    }
}
