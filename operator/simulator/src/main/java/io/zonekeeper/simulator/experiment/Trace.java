package io.zonekeeper.simulator.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was recorded of a cluster, to be judged again.
 *
 * <p>A line is an entry, its values separated by commas; empty lines and those that begin with {@code #} say nothing.
 * Entries are in the order of time, the first value is milliseconds since any moment:
 *
 * <pre>
 * MILLIS,lease,ZONE,NODE                              the node's lease was seen to change
 * MILLIS,gone,ZONE,NODE                               the node counts no more: deleted, cordoned or draining
 * MILLIS,kubelet,ZONE,TRIED,UNANSWERED                kubelet ports of the zone's nodes, tried from outside it
 * MILLIS,probe,FROM,OBSERVER,ZONE,PODS,FAILING        an observer's row of its report on a zone
 * MILLIS,stack,FROM,OBSERVER,ZONE,SERVICE,PODS,FAILING,FAILINGNODES     its row on a service there
 * </pre>
 *
 * @param entries in the order of time
 */
public record Trace(List<Entry> entries) {

    /** Something that was seen. */
    public sealed interface Entry {
        /** Returns when, in milliseconds. */
        long at();
    }

    /** A node's lease was seen to change. */
    public record Lease(long at, String zone, String node) implements Entry {}

    /** A node counts no more. */
    public record Gone(long at, String zone, String node) implements Entry {}

    /** Kubelet ports that were tried, and those that did not answer. */
    public record Kubelet(long at, String zone, int tried, int unanswered) implements Entry {}

    /** What an observer said of a zone. */
    public record Probe(long at, String from, String observer, String zone, int pods, int failing) implements Entry {}

    /** What an observer said of a service in a zone. */
    public record StackProbe(
            long at, String from, String observer, String zone, String service, int pods, int failing, int failingNodes)
            implements Entry {}

    /** Copies the list. */
    public Trace {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a trace.
     *
     * @throws IllegalArgumentException if a line is no entry or goes back in time; the message names the line
     */
    public static Trace parse(Stream<String> lines) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) lines::iterator) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Entry entry;
            try {
                entry = entry(line.strip().split(",", -1));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "line %d is no entry of a trace: \"%s\" (expected MILLIS,lease|gone|kubelet|probe|stack,…)"
                                .formatted(number, line),
                        e);
            }
            if (!entries.isEmpty() && entry.at() < entries.getLast().at()) {
                throw new IllegalArgumentException("line %d goes back in time: \"%s\"".formatted(number, line));
            }
            entries.add(entry);
        }
        return new Trace(entries);
    }

    private static Entry entry(String[] v) {
        long at = Long.parseLong(v[0]);
        return switch (v[1]) {
            case "lease" -> new Lease(at, v[2], v[3]);
            case "gone" -> new Gone(at, v[2], v[3]);
            case "kubelet" -> new Kubelet(at, v[2], count(v[3]), count(v[4]));
            case "probe" -> new Probe(at, v[2], v[3], v[4], count(v[5]), count(v[6]));
            case "stack" -> new StackProbe(at, v[2], v[3], v[4], v[5], count(v[6]), count(v[7]), count(v[8]));
            default -> throw new IllegalArgumentException("unknown kind " + v[1]);
        };
    }

    private static int count(String text) {
        int count = Integer.parseInt(text);
        if (count < 0) {
            throw new IllegalArgumentException("a count must not be negative, was " + count);
        }
        return count;
    }
}
