package io.zonekeeper.controllers.mongocluster.links;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Key files as MongoDB's manual writes them: one key, several in a YAML list, several in quotes. */
class KeyFileTest {
    @Test
    void oneKeyMayHaveLines() {
        assertThat(KeyFile.keys("Wre8zPa8\nKiC6HaQh+=\n")).containsExactly("Wre8zPa8KiC6HaQh+=");
    }

    @Test
    void severalAreAList() {
        assertThat(KeyFile.keys("- Wre8zPa8\n  KiC6HaQh\n- 'afT65R2J'\n-   \"x+y=\"\n"))
                .containsExactly("Wre8zPa8KiC6HaQh", "afT65R2J", "x+y=");
    }

    @Test
    void orInQuotes() {
        assertThat(KeyFile.keys("'Wre8zPa8\n KiC6'\n'afT65R2J'")).containsExactly("Wre8zPa8KiC6", "afT65R2J");
    }

    @Test
    void anEmptyOneHasNone() {
        assertThat(KeyFile.keys(" \n")).isEmpty();
    }

    @Test
    void theSameKeyIsKnownAgainInOneClusterAndInNoOther() {
        assertThat(KeyFile.fingerprints("- old\n- new", "uid")).containsAll(KeyFile.fingerprints("old", "uid"));
        assertThat(KeyFile.fingerprints("old", "uid"))
                .doesNotContainAnyElementsOf(List.copyOf(KeyFile.fingerprints("old", "another")));
    }
}
