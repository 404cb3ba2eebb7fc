package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.NodeTraits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;

/**
 * Which zones have nodes for which templates, from the cache of nodes.
 *
 * <p>Many templates ask the same of a node, most of them nothing: the answer is kept by what is asked, until a node
 * changes in a way that counts. Then those services are told whose zones take their pods where they did not, or the
 * other way round; that there is one node more of a kind is no news.
 */
public final class ZoneFits implements Component {
    private static final Duration COALESCE = Duration.ofMillis(50);

    private final Map<String, NodeTraits> nodes = new ConcurrentHashMap<>();
    private final Map<NodeDemand, Map<String, ZoneFit>> answers = new ConcurrentHashMap<>();
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final ClusterState state;
    private final Singleton loop;

    /** What a service asked for last, and the answer's gist. */
    private record Asked(NodeDemand demand, Map<String, Gist> answer) {}

    /** What of an answer changes plans. */
    private record Gist(boolean fitting, boolean open, boolean closed, Optional<Reason> misfit) {}

    /** Creates a reader of nodes. */
    public ZoneFits(ClusterState state) {
        this.state = state;
        this.loop = new Singleton(Thread.ofPlatform().daemon(), "zone-fits", COALESCE, this::tell);
        state.nodes().listen(this::changed);
    }

    @Override
    public void start() {
        loop.start();
    }

    /** Returns by zone name how its nodes suit a service's pods; zones without nodes are not in it. */
    public Map<String, ZoneFit> of(String service, NodeDemand demand) {
        Map<String, ZoneFit> answer = of(demand);
        asked.put(service, new Asked(demand, gist(answer)));
        return answer;
    }

    /** Returns by zone name how its nodes suit pods that ask for this. */
    public Map<String, ZoneFit> of(NodeDemand demand) {
        return answers.computeIfAbsent(demand, wanted -> NodeFits.of(wanted, nodes.values()));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void changed(Node before, Node after) {
        Optional<NodeTraits> now = Optional.ofNullable(after).flatMap(NodeReading::traits);
        String name = (after == null ? before : after).getMetadata().getName();
        NodeTraits was = now.isPresent() ? nodes.put(name, now.get()) : nodes.remove(name);
        if (Objects.equals(was, now.orElse(null))) {
            return;
        }
        answers.clear();
        loop.trigger(COALESCE);
    }

    private Duration tell() {
        asked.keySet().retainAll(state.serviceKeys());
        Map<NodeDemand, Map<String, Gist>> gists = new HashMap<>();
        Set<String> changed = new HashSet<>();
        asked.forEach((service, last) -> {
            if (!gists.computeIfAbsent(last.demand(), demand -> gist(of(demand)))
                    .equals(last.answer())) {
                changed.add(service);
            }
        });
        if (!changed.isEmpty()) {
            state.changes().publish(new Change.Services(changed));
        }
        return Singleton.UNTIL_TRIGGERED;
    }

    private static Map<String, Gist> gist(Map<String, ZoneFit> answer) {
        return answer.values().stream()
                .collect(Collectors.toMap(
                        ZoneFit::zone,
                        fit -> new Gist(
                                fit.fitting() > 0,
                                fit.open() > 0,
                                fit.closed(),
                                fit.misfit().map(Refusal::reason))));
    }
}
