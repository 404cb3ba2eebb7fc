package io.zonekeeper.core.proxy;

/** A proxy that configurations are rendered for, and the oldest version that they are tested with. */
public enum Engine {
    /** HAProxy 2.6. */
    HAPROXY("haproxy", "cfg"),
    /** nginx 1.22, the open source one. */
    NGINX("nginx", "conf"),
    /** Varnish 7.1. */
    VARNISH("varnish", "vcl");

    private final String word;
    private final String extension;

    Engine(String word, String extension) {
        this.word = word;
        this.extension = extension;
    }

    /** Returns its name in lower case. */
    public String word() {
        return word;
    }

    /** Returns what its files end in, without the dot. */
    public String extension() {
        return extension;
    }

    /** Returns the text that a proxy of this engine is configured with. */
    public String render(ProxyModel model) {
        return switch (this) {
            case HAPROXY -> new HaproxyRenderer(model).render();
            case NGINX -> new NginxRenderer(model).render();
            case VARNISH -> new VarnishRenderer(model).render();
        };
    }
}
