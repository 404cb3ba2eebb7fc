package io.zonekeeper.web.view;

import java.util.ArrayList;
import java.util.List;

/** Lines about an object; what is not known has none. */
final class Facts {
    private final List<Fact> facts = new ArrayList<>();

    Facts add(String name, Object value) {
        if (value != null && !value.toString().isBlank()) {
            facts.add(new Fact(name, value.toString()));
        }
        return this;
    }

    List<Fact> list() {
        return facts;
    }
}
