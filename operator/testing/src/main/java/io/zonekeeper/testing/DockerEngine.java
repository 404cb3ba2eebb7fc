package io.zonekeeper.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.testcontainers.DockerClientFactory;

/** The Docker engine of this machine, if it has one. */
public final class DockerEngine {
    private DockerEngine() {}

    /** Returns whether a Docker engine answers. */
    public static boolean answers() {
        // Asking takes a second and prints warnings, so it is not done where there is nothing to ask.
        return isWorthAsking() && DockerClientFactory.instance().isDockerAvailable();
    }

    private static boolean isWorthAsking() {
        Path home = Path.of(System.getProperty("user.home"));
        Stream<Path> traces = Stream.of(
                Path.of("/var/run/docker.sock"), home.resolve(".docker"), home.resolve(".testcontainers.properties"));
        Stream<Path> rootless = variable("XDG_RUNTIME_DIR").map(folder -> Path.of(folder, "docker.sock")).stream();
        return variable("DOCKER_HOST").isPresent()
                || Stream.concat(traces, rootless).anyMatch(Files::exists);
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
