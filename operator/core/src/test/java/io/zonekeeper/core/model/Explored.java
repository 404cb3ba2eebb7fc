package io.zonekeeper.core.model;

import static org.assertj.core.api.Assertions.assertThat;

/** Asserts that nothing is wrong in a model, and prints how much of it there is. */
final class Explored {
    private Explored() {}

    /** Returns how much happens: more than in every build with {@code -Dmodel.more=1}. */
    static int most(int usually) {
        return usually + Integer.getInteger("model.more", 0);
    }

    static <S> void holds(String name, Explorer.Model<S> model) {
        long began = System.nanoTime();
        Explorer.Found found = new Explorer<>(model).explore();
        System.out.printf("figure: %s: %s, %.1f s%n", name, found, (System.nanoTime() - began) / 1e9);
        assertThat(found.violation()).isEmpty();
    }
}
