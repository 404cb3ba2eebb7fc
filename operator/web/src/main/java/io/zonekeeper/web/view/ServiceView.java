package io.zonekeeper.web.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A row of the web view: what one object runs in each zone.
 *
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name; for a ZoneFailover that of one of its Services
 * @param owner the ZoneFailover that protects it; null for every other kind
 * @param replicas what must be ready; null where the kind has no such number
 * @param ready what is ready; null where the kind has no such number
 * @param severity how much it needs attention
 * @param status its state in a few words
 * @param cells what it has in each zone, by the zone's name
 * @param loss what would be ready if a zone were lost, by the zone's name
 * @param problems what its conditions report, the most important first
 * @param facts more about it, in the order in which it is shown
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceView(
        String kind,
        String namespace,
        String name,
        String owner,
        Integer replicas,
        Integer ready,
        Severity severity,
        String status,
        Map<String, Cell> cells,
        Map<String, Loss> loss,
        List<Problem> problems,
        List<Fact> facts) {

    /** Copies the collections. */
    public ServiceView {
        cells = new TreeMap<>(cells);
        loss = new TreeMap<>(loss);
        problems = List.copyOf(problems);
        facts = List.copyOf(facts);
    }

    /** Returns what identifies it among all rows. */
    public String id() {
        return String.join(
                "/",
                kind,
                namespace,
                Optional.ofNullable(owner).map(o -> o + "/").orElse("") + name);
    }

    /** Returns the namespace and name. */
    String label() {
        return namespace + "/" + name;
    }

    /** Returns its kind, namespace and name, as an event names it. */
    public String described() {
        return kind + " " + label();
    }

    /** Returns whether its pods get traffic that Zonekeeper removes from a zone. */
    public boolean evacuates() {
        return kind.equals("ZonedService") || kind.equals("ZoneFailover");
    }
}
