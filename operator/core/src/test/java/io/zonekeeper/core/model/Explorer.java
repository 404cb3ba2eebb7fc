package io.zonekeeper.core.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks through every state of a model, the ones that take fewest steps first.
 *
 * @param <S> a state: equal ones are visited once
 */
final class Explorer<S> {
    private final Model<S> model;
    private final Map<S, Came<S>> visited = new HashMap<>();
    /** From these, all comes to its end once nothing happens any more. */
    private final Set<S> safe = new HashSet<>();

    private long steps;
    private int ends;

    /** What may happen, and what must hold. */
    interface Model<S> {
        /** Returns the states that it can begin in. */
        List<S> beginnings();

        /** Returns what can happen next. */
        List<Step<S>> steps(S state);

        /** Returns what is wrong in a state; empty for nothing. */
        Optional<String> wrong(S state);

        /** Returns whether it is worth asking whether all ends well from here. */
        boolean resting(S state);

        /** Returns this state with every fault mended, of which nobody but the world knows yet. */
        S mended(S state);

        /**
         * Returns the one state that follows where nothing but the operator, Kubernetes and time act; empty at an end.
         */
        Optional<S> onward(S state);

        /**
         * Returns why a state that nothing leaves any more is not the one that all should end in; empty where it is.
         */
        Optional<String> notAtHome(S state);
    }

    /**
     * One step.
     *
     * @param what happens, for the reader of a trace
     * @param to the state after it
     * @param wrong what must not have happened; empty for nothing
     */
    record Step<S>(String what, S to, Optional<String> wrong) {
        Step(String what, S to) {
            this(what, to, Optional.empty());
        }
    }

    private record Came<S>(S from, String by) {}

    /**
     * What was found.
     *
     * @param states visited
     * @param steps between them
     * @param ends states from which it was checked that all ends well
     * @param violation the trace to what must not be; empty for none
     */
    record Found(int states, long steps, int ends, Optional<String> violation) {
        @Override
        public String toString() {
            return "%,d states, %,d steps, %,d ends".formatted(states, steps, ends);
        }
    }

    Explorer(Model<S> model) {
        this.model = model;
    }

    /** Visits every state, or ends at the first that must not be. */
    Found explore() {
        Deque<S> queue = new ArrayDeque<>();
        for (S beginning : model.beginnings()) {
            visited.put(beginning, new Came<>(null, "at first"));
            queue.add(beginning);
        }
        while (!queue.isEmpty()) {
            S state = queue.remove();
            Optional<String> wrong =
                    model.wrong(state).or(() -> model.resting(state) ? endless(state) : Optional.empty());
            if (wrong.isPresent()) {
                return found(Optional.of(trace(state) + wrong.get()));
            }
            for (Step<S> step : model.steps(state)) {
                steps++;
                if (step.wrong().isPresent()) {
                    return found(Optional.of(
                            trace(state) + step.what() + "\n" + step.wrong().get()));
                }
                if (visited.putIfAbsent(step.to(), new Came<>(state, step.what())) == null) {
                    queue.add(step.to());
                }
            }
        }
        return found(Optional.empty());
    }

    private Found found(Optional<String> violation) {
        return new Found(visited.size(), steps, ends, violation);
    }

    /** Returns why not all ends well from a state once everything is mended. */
    private Optional<String> endless(S state) {
        ends++;
        Set<S> path = new HashSet<>();
        S now = model.mended(state);
        while (!safe.contains(now)) {
            if (!path.add(now)) {
                return Optional.of("then everything is mended, and it goes round in circles at\n" + now);
            }
            Optional<S> next = model.onward(now);
            if (next.isEmpty()) {
                Optional<String> notAtHome = model.notAtHome(now);
                if (notAtHome.isPresent()) {
                    return Optional.of(
                            "then everything is mended, and it ends: %s, at\n%s".formatted(notAtHome.get(), now));
                }
                break;
            }
            now = next.get();
        }
        safe.addAll(path);
        return Optional.empty();
    }

    private String trace(S state) {
        List<String> trace = new ArrayList<>();
        for (S at = state; at != null; at = visited.get(at).from()) {
            trace.add(visited.get(at).by() + "\n    " + at);
        }
        Collections.reverse(trace);
        return String.join("\n", trace) + "\n";
    }
}
