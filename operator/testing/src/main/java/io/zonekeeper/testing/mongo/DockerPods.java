package io.zonekeeper.testing.mongo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.zonekeeper.testing.DockerEngine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Pods as containers of Docker, run as a kubelet would: Secrets as files, volumes that belong to the pod's group, init
 * containers one after the other, the user, read-only root and lack of capabilities that the template asks for.
 *
 * <p>A server has the name of its host in a network of its own, and on this machine the loopback address that
 * {@link MongoHosts} gives to that name, so the same names and port are good on both sides and in certificates. What a
 * server logged is in {@code target/mongo-*.log} when it has ended.
 */
public final class DockerPods implements MongoPods {
    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_.-]");

    private final Map<String, Map<String, String>> secrets;
    private final Network network = Network.newNetwork();
    private final Map<String, GenericContainer<?>> servers = new HashMap<>();
    private final Set<String> volumes = new HashSet<>();
    private final Map<String, Runnable> rewrites = new HashMap<>();

    /**
     * Runs nothing yet.
     *
     * @param secrets contents of Secrets by their names
     */
    public DockerPods(Map<String, Map<String, String>> secrets) {
        this.secrets = new HashMap<>(secrets);
    }

    /** Returns why pods cannot be run so on this machine; empty where they can. */
    public static Optional<String> lack() {
        if (!DockerEngine.answers()) {
            return Optional.of("no Docker engine answers");
        }
        String address = DockerClientFactory.instance().dockerHostIpAddress();
        boolean here = address.equals("localhost") || address.startsWith("127.");
        // Elsewhere, and in the virtual machine of a desktop, there are not all addresses of loopback to publish on.
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        return here && linux ? Optional.empty() : Optional.of("the Docker engine is not on this machine's loopback");
    }

    @Override
    public void start(String host, String zone, PodTemplateSpec template) {
        PodSpec pod = template.getSpec();
        String name = host.replace(":" + MongoDouble.PORT, "");
        Map<String, String> mounts = volumes(name, pod);
        prepare(pod, mounts);
        pod.getInitContainers().forEach(container -> runToEnd(container(pod, container, mounts)));
        GenericContainer<?> server = container(pod, pod.getContainers().getFirst(), mounts)
                .withNetworkAliases(name)
                .waitingFor(new NoWait())
                .withCreateContainerCmdModifier(command ->
                        hostConfig(command.getHostConfig()).withRestartPolicy(RestartPolicy.alwaysRestart()));
        server.setPortBindings(List.of(
                "%s:%d:%d".formatted(MongoHosts.address(name).getHostAddress(), MongoDouble.PORT, MongoDouble.PORT)));
        server.start();
        servers.put(host, server);
        rewrites.put(host, () -> prepare(pod, mounts));
    }

    @Override
    public void secret(String name, Map<String, String> content) {
        secrets.put(name, Map.copyOf(content));
        rewrites.values().forEach(Runnable::run);
    }

    /** Testcontainers kills, which is what is wanted: a mongod that is asked to end takes 15 s to take leave. */
    @Override
    public void stop(String host) {
        GenericContainer<?> server = servers.remove(host);
        rewrites.remove(host);
        keepLog(host, server);
        server.stop();
    }

    @Override
    public void close() {
        List.copyOf(servers.keySet()).forEach(this::stop);
        volumes.forEach(this::remove);
        network.close();
    }

    private static void keepLog(String host, GenericContainer<?> server) {
        Path log = Path.of("target", "mongo-%s.log".formatted(host.substring(0, host.indexOf('.'))));
        try {
            Files.createDirectories(log.getParent());
            Files.writeString(log, server.getLogs(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of Docker's volumes by those of the pod's; all but the data is new each time. */
    private Map<String, String> volumes(String pod, PodSpec spec) {
        Set<String> names = new HashSet<>(Set.of("data"));
        spec.getVolumes().forEach(volume -> names.add(volume.getName()));
        Map<String, String> made = new HashMap<>();
        for (String name : names) {
            String volume = NOT_IN_NAMES
                    .matcher(network.getId() + "-" + pod + "-" + name)
                    .replaceAll("-");
            if (!name.equals("data")) {
                remove(volume);
            }
            docker().createVolumeCmd().withName(volume).withLabels(labels()).exec();
            volumes.add(volume);
            made.put(name, volume);
        }
        return made;
    }

    /** Writes the Secrets, and gives all volumes to the pod's group. */
    private void prepare(PodSpec pod, Map<String, String> mounts) {
        List<String> script = new ArrayList<>(List.of("set -eu"));
        Map<String, String> environment = new HashMap<>();
        for (Volume volume : pod.getVolumes()) {
            if (volume.getSecret() != null) {
                secrets.get(volume.getSecret().getSecretName()).forEach((file, content) -> {
                    String variable = "CONTENT_" + environment.size();
                    environment.put(
                            variable, Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
                    script.add("printf %%s \"$%s\" | base64 -d > /volumes/%s/%s"
                            .formatted(variable, volume.getName(), file));
                });
            }
        }
        script.add("chown -R %s /volumes".formatted(user(pod)));
        List<Bind> binds = new ArrayList<>();
        mounts.forEach((name, volume) ->
                binds.add(new Bind(volume, new com.github.dockerjava.api.model.Volume("/volumes/" + name))));
        runToEnd(new GenericContainer<>(
                        DockerImageName.parse(pod.getContainers().getFirst().getImage()))
                .withEnv(environment)
                .withCreateContainerCmdModifier(command -> {
                    command.withUser("0:0").withEntrypoint("sh", "-c", String.join("\n", script));
                    hostConfig(command.getHostConfig()).withBinds(binds);
                }));
    }

    private GenericContainer<?> container(PodSpec pod, Container container, Map<String, String> mounts) {
        List<Bind> binds = container.getVolumeMounts().stream()
                .map(mount -> new Bind(
                        mounts.get(mount.getName()),
                        new com.github.dockerjava.api.model.Volume(mount.getMountPath()),
                        Boolean.TRUE.equals(mount.getReadOnly())
                                ? com.github.dockerjava.api.model.AccessMode.ro
                                : com.github.dockerjava.api.model.AccessMode.rw))
                .toList();
        return new GenericContainer<>(DockerImageName.parse(container.getImage()))
                .withNetwork(network)
                .withEnv(environment(container))
                .withCreateContainerCmdModifier(command -> {
                    // As in Kubernetes the command is in place of the image's entry point.
                    command.withUser(user(pod)).withEntrypoint(container.getCommand());
                    hostConfig(command.getHostConfig())
                            .withReadonlyRootfs(container.getSecurityContext().getReadOnlyRootFilesystem())
                            .withSecurityOpts(List.of("no-new-privileges"))
                            .withCapDrop(Capability.ALL)
                            .withBinds(binds);
                });
    }

    private Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            var reference = variable.getValueFrom().getSecretKeyRef();
            environment.put(variable.getName(), secrets.get(reference.getName()).get(reference.getKey()));
        }
        return environment;
    }

    private static void runToEnd(GenericContainer<?> container) {
        try (container) {
            container
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(INIT_LIMIT))
                    .waitingFor(new NoWait())
                    .start();
        }
    }

    private static String user(PodSpec pod) {
        return "%d:%d"
                .formatted(
                        pod.getSecurityContext().getRunAsUser(),
                        pod.getSecurityContext().getRunAsGroup());
    }

    private static HostConfig hostConfig(HostConfig given) {
        return Optional.ofNullable(given).orElseThrow(() -> new IllegalStateException("no host configuration"));
    }

    /** With these what a killed JVM leaves behind is swept up with its containers. */
    private static Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>(DockerClientFactory.DEFAULT_LABELS);
        labels.put(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL, DockerClientFactory.SESSION_ID);
        return labels;
    }

    private void remove(String volume) {
        try {
            docker().removeVolumeCmd(volume).exec();
        } catch (NotFoundException e) {
            // It was not made yet.
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    /** Whether a server answers is for tests to say: one that waits for others does not. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}
