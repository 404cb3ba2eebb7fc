package io.zonekeeper.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The working copy of the project that the tests are part of. */
final class Checkout {
    /** The first build of the tools compiles a control plane. */
    private static final Duration BUILD = Duration.ofMinutes(20);

    private static final Path ROOT = find(Path.of("").toAbsolutePath());

    private Checkout() {}

    /** Returns the path of a file of the project. */
    static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** Returns the path of a tool (kubectl, helm, ...), which is built first where it is not yet. */
    static Path tool(String name) {
        return Tools.DIRECTORY.resolve(name);
    }

    /** The folder for what a test run leaves behind; under {@code target} of the module under test. */
    static Path output() {
        return Path.of("target", "zonekeeper-testing").toAbsolutePath();
    }

    static Path find(Path from) {
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("hack/cluster"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no folder from " + from + " upward holds hack/cluster: run the tests in a checkout of Zonekeeper");
    }

    /** Found when first asked for. */
    private static final class Tools {
        private static final Path DIRECTORY = Path.of(Command.of(file("hack/control-plane/build"))
                .within(BUILD)
                .showingErrors()
                .runOrFail()
                .strip());
    }
}
