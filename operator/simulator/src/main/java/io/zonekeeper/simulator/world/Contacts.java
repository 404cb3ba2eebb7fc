package io.zonekeeper.simulator.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.health.KubeletContacts;
import io.zonekeeper.core.health.KubeletContacts.Contact;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Timing;

/**
 * The kubelets' ports, tried from the leader's zone: which of them, and what it shows, {@link KubeletContacts} says as
 * it does in the operator.
 *
 * <p>A try ends at once with an answer, or after its timeout without. Every kubelet answered before; a process that has
 * begun again knows that from the Zone's status, until it finds one that it cannot reach although it is heard.
 */
final class Contacts {
    /** A try of long ago: too old to be evidence. */
    private static final long LONG_AGO = 3_600_000;

    private final Layout layout;
    private final int[] failed;
    private final long[] failedSince;
    private final long[] ended;
    private final long[] next;
    private final boolean[] disproven;
    private int from;
    private boolean idle = true;

    Contacts(Layout layout, int from, long now) {
        this.layout = layout;
        this.from = from;
        int count = layout.zoneCount() * layout.nodes();
        failed = new int[count];
        failedSince = new long[count];
        ended = new long[count];
        next = new long[count];
        disproven = new boolean[count];
        moveTo(from, now);
    }

    /** Tries from another zone from now on: what was tried before is of another process, or too old. */
    void moveTo(int zone, long now) {
        from = zone;
        Arrays.fill(failed, 0);
        Arrays.fill(ended, now - LONG_AGO);
        Arrays.fill(next, 0);
    }

    /**
     * Returns what the tries up to now say, for each zone of which nodes are tried.
     *
     * @param counted nodes that count
     * @param silent nodes whose renewal is late
     * @param diedAlone nodes that died while their zone lived on
     */
    List<Observation> observe(
            boolean[] counted,
            boolean[] silent,
            boolean[] diedAlone,
            Kubelets kubelets,
            long now,
            ActiveFaults trouble) {
        boolean any = false;
        for (int i = 0; i < counted.length; i++) {
            any |= counted[i] && silent[i] && !diedAlone[i];
        }
        if (!any) {
            if (!idle) {
                Arrays.fill(next, 0);
                idle = true;
            }
            return List.of();
        }
        idle = false;
        Optional<String> vantage = Optional.of(layout.zones().get(from));
        Set<String> wanted = KubeletContacts.wanted(contacts(counted, silent, diedAlone, kubelets, now), vantage);
        for (int i = 0; i < counted.length; i++) {
            if (wanted.contains(name(i))) {
                tryUpTo(now, i, trouble);
            } else {
                next[i] = 0;
            }
        }
        List<Contact> contacts = contacts(counted, silent, diedAlone, kubelets, now);
        for (Contact contact : contacts) {
            disproven[Integer.parseInt(contact.node())] |= contact.aliveButUnreachable();
        }
        return KubeletContacts.observe(contacts, vantage);
    }

    private static String name(int node) {
        return Integer.toString(node);
    }

    private List<Contact> contacts(
            boolean[] counted, boolean[] silent, boolean[] diedAlone, Kubelets kubelets, long now) {
        List<Contact> contacts = new ArrayList<>(counted.length);
        for (int i = 0; i < counted.length; i++) {
            if (counted[i]) {
                int zone = i / layout.nodes();
                contacts.add(new Contact(
                        name(i),
                        layout.zones().get(zone),
                        silent[i],
                        diedAlone[i],
                        !disproven[i],
                        failed[i],
                        Duration.ofMillis(failed[i] == 0 ? 0 : now - failedSince[i]),
                        kubelets.sinceRenewal(zone, i % layout.nodes(), now),
                        Duration.ofMillis(Math.max(0, now - ended[i]))));
            }
        }
        return contacts;
    }

    private void tryUpTo(long now, int i, ActiveFaults trouble) {
        if (next[i] == 0) {
            next[i] = now;
        }
        // The try that began at next ends at next + its length.
        while (true) {
            boolean answers = trouble.kubeletAnswers(from, i / layout.nodes(), i % layout.nodes(), next[i]);
            long ends = answers ? next[i] : next[i] + Timing.CONTACT_TIMEOUT;
            if (ends > now) {
                return;
            }
            ended[i] = ends;
            failedSince[i] = failed[i] == 0 ? ends : failedSince[i];
            failed[i] = answers ? 0 : failed[i] + 1;
            disproven[i] &= !answers;
            next[i] = Math.max(ends, next[i] + Timing.CONTACT_INTERVAL);
            if (next[i] > now) {
                return;
            }
        }
    }
}
