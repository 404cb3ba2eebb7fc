package io.zonekeeper.kube.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;

/**
 * Observers' reports as text: compact JSON in an annotation of the observer's Lease.
 *
 * <p>Reading is tolerant: fields that are not known are left out, and more rows than an observer writes are cut off. A
 * row that makes no sense makes the report unreadable, for no one knows what else is wrong with it.
 */
public final class ObserverReports {
    /** Annotation of an observer's Lease: what it sees. */
    public static final String ANNOTATION = "zonekeeper.io/report";

    /** Label of an observer's Lease, with the value {@code true}. */
    public static final String OBSERVER_LABEL = "zonekeeper.io/observer";

    /** Most stacks that a report lists; with names of the greatest length they fill about 190 of 256 KiB. */
    public static final int MOST_STACKS = 400;

    /** Most zones that a report lists. */
    public static final int MOST_ZONES = 64;

    /** Most services without an answer that a report lists. */
    public static final int MOST_UNANSWERED = 64;

    /** An annotation cannot be longer (256 KiB for all of an object). */
    private static final int LONGEST_TEXT = 256 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ObserverReports() {}

    /** Returns a report as text. */
    public static String encode(ObserverReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("observer", report.observer()).put("zone", report.zone());
        ArrayNode zones = root.putArray("zones");
        for (ZoneRow row : report.zones()) {
            zones.addObject()
                    .put("zone", row.zone())
                    .put("samples", row.samples())
                    .put("failures", row.failures());
        }
        ArrayNode stacks = root.putArray("stacks");
        for (StackRow row : report.stacks()) {
            stacks.addObject()
                    .put("service", row.service())
                    .put("zone", row.zone())
                    .put("samples", row.samples())
                    .put("failures", row.failures())
                    .put("failingNodes", row.failingNodes());
        }
        root.put("omitted", report.omitted());
        if (!report.unanswered().isEmpty()) {
            ArrayNode unanswered = root.putArray("unanswered");
            report.unanswered().forEach(unanswered::add);
        }
        return root.toString();
    }

    /**
     * Returns the report that a text holds.
     *
     * @throws IllegalArgumentException when it holds none, with why
     */
    public static ObserverReport decode(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "a report has at most %d characters, this has %d".formatted(LONGEST_TEXT, text.length()));
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("expected an object");
        }
        List<ZoneRow> zones = new ArrayList<>();
        for (JsonNode row : rows(root, "zones", MOST_ZONES)) {
            int samples = count(row, "samples");
            zones.add(new ZoneRow(word(row, "zone"), samples, count(row, "failures", samples)));
        }
        List<StackRow> stacks = new ArrayList<>();
        for (JsonNode row : rows(root, "stacks", MOST_STACKS)) {
            int samples = count(row, "samples");
            int failures = count(row, "failures", samples);
            stacks.add(new StackRow(
                    word(row, "service"), word(row, "zone"), samples, failures, count(row, "failingNodes", failures)));
        }
        List<String> unanswered = new ArrayList<>();
        for (JsonNode service : rows(root, "unanswered", MOST_UNANSWERED)) {
            unanswered.add(text(service, "unanswered"));
        }
        return new ObserverReport(
                word(root, "observer"), word(root, "zone"), zones, stacks, count(root, "omitted"), unanswered);
    }

    /**
     * Returns the report that an observer's Lease holds; empty where the Lease has none.
     *
     * @throws IllegalArgumentException when it has one that cannot be read, with why
     */
    public static Optional<ObserverReport> of(Lease lease) {
        return Optional.ofNullable(lease.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(ANNOTATION))
                .map(ObserverReports::decode);
    }

    private static List<JsonNode> rows(JsonNode root, String field, int most) {
        JsonNode rows = root.path(field);
        if (!rows.isMissingNode() && !rows.isArray()) {
            throw new IllegalArgumentException(field + ": expected a list");
        }
        return rows.valueStream().limit(most).toList();
    }

    private static String word(JsonNode row, String field) {
        return text(row.path(field), field);
    }

    private static String text(JsonNode value, String field) {
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new IllegalArgumentException(field + ": expected a word");
        }
        return value.asText();
    }

    private static int count(JsonNode row, String field) {
        return count(row, field, Integer.MAX_VALUE);
    }

    /** An absent count is 0. */
    private static int count(JsonNode row, String field, int most) {
        JsonNode value = row.path(field);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isInt() || value.asInt() < 0 || value.asInt() > most) {
            throw new IllegalArgumentException("%s: expected a number from 0 to %d".formatted(field, most));
        }
        return value.asInt();
    }
}
