package io.zonekeeper.core.proxy;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A proxy that configurations are rendered for, and the oldest version that they are tested with: all that the planner
 * and the operator know of it stands here. How it is run and reloaded is in {@code supervise.sh}.
 */
public enum Engine {
    /** HAProxy 2.6. */
    HAPROXY(
            "cfg",
            true,
            List.of("haproxy", "-c", "-f"),
            model -> new HaproxyRenderer(model).render(),
            settings -> List.of()),
    /** nginx 1.22, the open source one. */
    NGINX(
            "conf",
            true,
            List.of("nginx", "-q", "-t", "-c"),
            model -> new NginxRenderer(model).render(),
            settings -> Stream.concat(
                            settings.healthPath().stream()
                                    .map(path -> "the open source nginx checks no servers, so " + path
                                            + " and timeouts.check are for the proxy's own readiness only:"
                                            + " a server is not used for 10s after a request to it fails"),
                            Stream.of("nginx sends PUT, DELETE and others with more than 100 KB once"
                                    + " even if the server accepts no connection"))
                    .toList()),
    /** Varnish 7.1. */
    VARNISH(
            "vcl",
            false,
            List.of("varnishd", "-j", "none", "-C", "-f"),
            model -> new VarnishRenderer(model).render(),
            settings -> List.of(
                    "Varnish sends POST, PUT, PATCH and DELETE once even if the server accepts no connection",
                    "Varnish does not support WebSockets"));

    private final String extension;
    private final boolean leastConnections;

    /** Made by {@code List.of}. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> check;

    /** A function without state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<ProxyModel, String> renderer;

    /** A function without state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<ProxySettings, List<String>> limits;

    Engine(
            String extension,
            boolean leastConnections,
            List<String> check,
            Function<ProxyModel, String> renderer,
            Function<ProxySettings, List<String>> limits) {
        this.extension = extension;
        this.leastConnections = leastConnections;
        this.check = check;
        this.renderer = renderer;
        this.limits = limits;
    }

    /** Returns its name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what its files end in, without the dot. */
    public String extension() {
        return extension;
    }

    /** Returns whether it can send a request to the server with the fewest open ones. */
    public boolean leastConnections() {
        return leastConnections;
    }

    /**
     * Returns the command with which its own binary checks a configuration, whose file is to follow as the last
     * argument; what is wrong with it is written to standard error.
     */
    public List<String> check() {
        return check;
    }

    /** Returns the text that a proxy of this engine is configured with. */
    public String render(ProxyModel model) {
        return renderer.apply(model);
    }

    /** Returns what it cannot do of what was asked for, as sentences: nothing is dropped in silence. */
    List<String> limits(ProxySettings settings) {
        return limits.apply(settings);
    }
}
