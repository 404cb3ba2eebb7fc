package io.zonekeeper.testing.mongo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Plays the servers of MongoClusters whose pods are simulated: what a pod's command line says is started while the pod
 * runs.
 */
public final class PodsAsMongo implements AutoCloseable {
    private static final String LABEL = "mongo.zonekeeper.io/cluster";
    private static final String MONGOS = "mongos";
    private static final ScheduledExecutorService LATER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pods-as-mongo").daemon().factory());

    private final KubernetesClient client;
    private final MongoDouble mongo;
    private final SharedIndexInformer<Pod> informer;
    private final Map<String, String> running = new HashMap<>();

    /** Plays the pods of a namespace. */
    public PodsAsMongo(KubernetesClient client, String namespace, MongoDouble mongo) {
        this.client = client;
        this.mongo = mongo;
        this.informer = client.pods()
                .inNamespace(namespace)
                .withLabel(LABEL)
                .runnableInformer(0)
                .addEventHandler(new Handler())
                // A watch that failed begins again: one that ended for good would leave pods without their server.
                .exceptionHandler((started, failure) -> true);
        var unused = informer.start();
    }

    /** Returns how many pods of mongos have been started so far; each beyond the first of its place is a restart. */
    public synchronized int mongosStarted() {
        return mongosStarted;
    }

    private int mongosStarted;

    private synchronized void see(Pod pod) {
        String name = pod.getMetadata().getName();
        boolean runs = pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
        String known = running.get(name);
        String uid = pod.getMetadata().getUid();
        if (known != null && (!runs || !known.equals(uid))) {
            stop(pod);
            running.remove(name);
        }
        if (runs && !uid.equals(running.get(name))) {
            try {
                start(pod);
                running.put(name, uid);
            } catch (RuntimeException e) {
                // A Secret that could not be read just now, on a loaded machine: as a kubelet, it tries again.
                var unused = LATER.schedule(() -> see(pod), 1, TimeUnit.SECONDS);
            }
        }
    }

    private synchronized void gone(Pod pod) {
        if (pod.getMetadata().getUid().equals(running.get(pod.getMetadata().getName()))) {
            running.remove(pod.getMetadata().getName());
            stop(pod);
        }
    }

    private void start(Pod pod) {
        List<String> command = pod.getSpec().getContainers().getFirst().getCommand();
        String zone = zone(pod);
        if (command.getFirst().equals(MONGOS)) {
            Optional<Pod> member = client
                    .pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withLabel(LABEL, pod.getMetadata().getLabels().get(LABEL))
                    .withLabel("mongo.zonekeeper.io/role", "config")
                    .list()
                    .getItems()
                    .stream()
                    .findFirst();
            mongo.startMongos(
                    pod.getMetadata().getName(),
                    zone,
                    service(pod),
                    List.of(value(command, "--configdb").split("/", 2)[1].split(",", -1)),
                    member.map(found -> secret(found, "ADMIN_USERNAME")).orElse(""),
                    member.map(found -> secret(found, "ADMIN_PASSWORD")).orElse(""));
            mongosStarted++;
        } else {
            mongo.startMongod(
                    host(pod),
                    zone,
                    value(command, "--replSet"),
                    command.contains("--configsvr"),
                    secret(pod, "ADMIN_USERNAME"),
                    secret(pod, "ADMIN_PASSWORD"));
        }
    }

    private void stop(Pod pod) {
        if (pod.getSpec().getContainers().getFirst().getCommand().getFirst().equals(MONGOS)) {
            mongo.stopMongos(pod.getMetadata().getName());
        } else {
            mongo.stop(host(pod));
        }
    }

    private static String host(Pod pod) {
        return "%s.%s.%s.svc:%d"
                .formatted(
                        pod.getMetadata().getName(),
                        pod.getSpec().getSubdomain(),
                        pod.getMetadata().getNamespace(),
                        MongoDouble.PORT);
    }

    private static String service(Pod pod) {
        return "%s-mongos.%s.svc:%d"
                .formatted(
                        pod.getMetadata().getLabels().get(LABEL),
                        pod.getMetadata().getNamespace(),
                        MongoDouble.PORT);
    }

    private static String zone(Pod pod) {
        return pod.getMetadata().getLabels().get("zonekeeper.io/zone");
    }

    private static String value(List<String> command, String option) {
        return command.get(command.indexOf(option) + 1);
    }

    /** What the Secret says to which a variable of the init container refers; empty where there is none. */
    private String secret(Pod pod, String variable) {
        return pod.getSpec().getInitContainers().stream()
                .map(Container::getEnv)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(env -> env.getName().equals(variable))
                .map(EnvVar::getValueFrom)
                .map(source -> source.getSecretKeyRef())
                .map(reference -> {
                    Secret secret = client.secrets()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(reference.getName())
                            .get();
                    return new String(
                            Base64.getDecoder().decode(secret.getData().get(reference.getKey())),
                            StandardCharsets.UTF_8);
                })
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        informer.stop();
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            see(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            see(after);
        }

        @Override
        public void onDelete(Pod pod, boolean unknownFinalState) {
            gone(pod);
        }
    }
}
