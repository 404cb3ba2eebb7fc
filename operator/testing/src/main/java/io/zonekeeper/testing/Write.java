package io.zonekeeper.testing;

/**
 * A request that asked the API server to change something.
 *
 * @param verb create, update, patch, delete or deletecollection
 * @param resource plural name and, after a slash, the subresource: {@code zonedservices/status}
 * @param namespace the object's namespace; empty where it has none
 * @param name the object's name; empty where the server made it up
 * @param status the HTTP status of the answer
 */
public record Write(String verb, String resource, String namespace, String name, int status) {
    /** Returns whether the API server did what was asked. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }
}
