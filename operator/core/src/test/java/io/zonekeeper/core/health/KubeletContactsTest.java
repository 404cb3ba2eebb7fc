package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zonekeeper.core.health.KubeletContacts.Contact;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KubeletContactsTest {
    private static final Pattern NODES = Pattern.compile("(\\d+)([a-z])([sfurd]*)");

    /**
     * Nodes in words: {@code 3asf} are three of zone a that are silent and fail; {@code u} was never proven, {@code r}
     * renewed since it fails, {@code d} died alone.
     */
    private static List<Contact> nodes(String words) {
        List<Contact> contacts = new ArrayList<>();
        Matcher nodes = NODES.matcher(words);
        while (nodes.find()) {
            String flags = nodes.group(3);
            for (int i = 0; i < Integer.parseInt(nodes.group(1)); i++) {
                contacts.add(new Contact(
                        nodes.group(2) + contacts.size(),
                        nodes.group(2),
                        flags.contains("s"),
                        flags.contains("d"),
                        !flags.contains("u"),
                        flags.contains("f") ? 2 : 0,
                        flags.contains("f") ? Duration.ofSeconds(5) : Duration.ZERO,
                        Optional.of(Duration.ofSeconds(flags.contains("r") ? 2 : 12)),
                        Duration.ZERO));
            }
        }
        return contacts;
    }

    private static Optional<String> zone(String name) {
        return Optional.of(name).filter(known -> !known.equals("?"));
    }

    @ParameterizedTest(name = "{0}, tried from {1}: {2}")
    @CsvSource({
        "12asf 12b 12c,          b, a 12/12 c 0/3",
        "3asf 9af 12b 12c,       b, a 12/12 c 0/3",
        "12as 12b 12c,           b, a 0/12 c 0/3",
        "3as 9a 12b 12c,         b, a 0/3 c 0/3",
        // Two zones, and three of which the third cannot be tried: the zone that is tried from is the control.
        "3asf 3b,                b, a 3/3 b 0/3",
        "3asf 3b 3cu,            b, a 3/3 b 0/3",
        "3asf 3b,                ?, a 3/3 b 0/3",
        "3asf 3bu,               b, a 3/3",
        // Silent nodes of the own zone that answer are not to be counted against it.
        "4asf 8af 4bs 8b 4cs 8c, b, a 12/12 b 0/4 c 0/4",
        // Many nodes went at once, and the rest of the zone answers.
        "6asf 4a 12b 12c,        b, a 6/10 c 0/3",
        "3asf 3af 4a 12b 12c,    b, a 6/10 c 0/3",
        // They renew their leases and do not answer: it is the way to them.
        "3asf 9afr 12b 12c,      b, a 3/12 c 0/3",
        "1adsf 11a 12b 12c,      b, ''",
        "1adsf 3asf 12b 12c,     b, a 3/3 c 0/3",
        "3asfu 12b 12c,          b, b 0/3 c 0/3",
        "12a 12b 12c,            b, ''"
    })
    void whatTheTriesShow(String nodes, String from, String shown) {
        String seen = KubeletContacts.observe(nodes(nodes), zone(from)).stream()
                .map(o -> "%s %d/%d".formatted(o.zone(), o.failures(), o.samples()))
                .collect(Collectors.joining(" "));
        assertThat(seen).isEqualTo(shown);
    }

    @ParameterizedTest(name = "{0}, from {1}: {2} nodes are tried in {3}")
    @CsvSource({
        "1as 11a 12b 12c, b, 15, a c",
        "1as 11a 12b,     b, 15, a b",
        "1as 11a 12b 1cs 11c, b, 24, a c",
        "1as 11a 1bs 11b 12c, b, 27, a b c",
        "12a 12b 12c,     b, 0, ''"
    })
    void whichAreTried(String nodes, String from, int count, String zones) {
        var wanted = KubeletContacts.wanted(nodes(nodes), zone(from));
        assertThat(wanted).hasSize(count);
        assertThat(String.join(
                        " ",
                        new TreeSet<>(wanted.stream()
                                .map(name -> name.substring(0, 1))
                                .toList())))
                .isEqualTo(zones);
    }

    /** A silent node's lease may have been found late, after a watch was made anew: it is not taken for alive. */
    @ParameterizedTest
    @CsvSource({"false, 2, true", "true, 2, false", "false, 12, false"})
    void aNodeIsAliveWhereItIsHeardSinceItCeasedToAnswer(boolean silent, int sinceRenewal, boolean alive) {
        var contact = new Contact(
                "n",
                "a",
                silent,
                false,
                true,
                1,
                Duration.ofSeconds(5),
                Optional.of(Duration.ofSeconds(sinceRenewal)),
                Duration.ZERO);
        assertThat(contact.aliveButUnreachable()).isEqualTo(alive);
    }
}
