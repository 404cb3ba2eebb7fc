package io.zonekeeper.testing;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to the API server, as its method and address tell.
 *
 * @param verb its HTTP method in lower case; {@code list} and {@code watch} for a GET of several objects
 * @param resource plural name and, after a slash, the subresource; the path of what is no object
 * @param namespace the object's namespace; empty where it has none
 * @param name the object's name; empty where there is none
 */
public record ApiRequest(String verb, String resource, String namespace, String name) {
    private static final Set<String> READS = Set.of("get", "head", "options", "list", "watch");
    private static final Pattern OBJECT = Pattern.compile(
            "/api(?:s/[^/]+)?/[^/]+(?:/namespaces/(?<namespace>[^/]+)(?=/))?/(?<resource>[^/]+)(?:/(?<name>[^/]+)(?:/(?<sub>[^/]+))?)?");

    /** Reads it off the method and the address. */
    static ApiRequest of(String method, URI address) {
        String verb = method.toLowerCase(Locale.ROOT);
        Matcher object = OBJECT.matcher(address.getPath());
        if (!object.matches()) {
            return new ApiRequest(verb, address.getPath(), "", "");
        }
        String name = nonNull(object.group("name"));
        String subresource = object.group("sub") == null ? "" : "/" + object.group("sub");
        return new ApiRequest(
                verb.equals("get") ? read(name, nonNull(address.getQuery())) : verb,
                object.group("resource") + subresource,
                nonNull(object.group("namespace")),
                name);
    }

    /** Returns whether it asks for a change. */
    public boolean writes() {
        return !reads(verb);
    }

    /** Returns whether a verb asks for no change. */
    static boolean reads(String verb) {
        return READS.contains(verb);
    }

    /** Returns it as a write that was answered. */
    Write answered(int status) {
        return new Write(verb, resource, namespace, name, status);
    }

    private static String read(String name, String query) {
        if (("&" + query).contains("&watch=")) {
            return "watch";
        }
        return name.isEmpty() ? "list" : "get";
    }

    private static String nonNull(String text) {
        return text == null ? "" : text;
    }
}
