package io.zonekeeper.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code render}: what a proxy of a file would be configured with. */
class RenderCommandTest {
    private static final int USAGE = 2;
    private static final String PROXY = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonalProxy
            metadata: {name: front}
            spec:
              engine: Nginx
              image: registry.local/nginx:1.28
              listen: 8080
              upstream: {service: shop, port: 80}
            """;

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    @ParameterizedTest
    @CsvSource({"03-haproxy,use_backend", "04-nginx,proxy_pass", "05-varnish,vcl 4.1"})
    void theProxyOfAnExampleIsFoundAmongItsOtherObjects(String example, String word) {
        assertThat(render(Path.of("../../examples", example, "proxy.yaml"))).isZero();
        assertThat(out).contains(word, "10.0.0.1");
    }

    @Test
    void aFileHasOneProxy() throws IOException {
        assertThat(render(write("kind: Service\n"))).isEqualTo(USAGE);
        assertThat(err).contains("contains no ZonalProxy");
        assertThat(render(write(PROXY + "---\n" + PROXY))).isEqualTo(USAGE);
        assertThat(err).contains("contains 2 ZonalProxies: give a file with one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: 8080 | lisen: 8080 | has no field \"lisen\"",
                "listen: 8080 | listen: soon | spec.listen",
                "listen: 8080 | listen: 70000 | write 1 to 65535",
                "spec: | spec: ][ | is not valid YAML",
            })
    void mistakesAreNamedWithTheirField(String good, String bad, String words) throws IOException {
        assertThat(render(write(PROXY.replace(good, bad)))).isEqualTo(USAGE);
        assertThat(err).contains(words);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        assertThat(render(folder.resolve("nothing.yaml"))).isEqualTo(USAGE);
        assertThat(err).contains("cannot read", "nothing.yaml");
    }

    private Path write(String manifests) throws IOException {
        return Files.writeString(folder.resolve("proxy.yaml"), manifests);
    }

    private int render(Path file) {
        var output = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        int code = Cli.run(
                new String[] {"render", "-f", file.toString(), "--server", "a=10.0.0.1:8080"},
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
        out = output.toString(StandardCharsets.UTF_8);
        err = errors.toString(StandardCharsets.UTF_8);
        return code;
    }
}
