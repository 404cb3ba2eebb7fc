package io.zonekeeper.app.observe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.zonekeeper.testing.Waiting;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Pods that answer: simulated ones whose status says an address of 127/8, on which this process serves.
 *
 * <p>The zone is the third part of the address, so a zone can be made sick.
 */
final class PodsOnLoopback implements AutoCloseable {
    private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b", "us-east-1c");

    private final KubernetesClient client;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> sick = ConcurrentHashMap.newKeySet();

    PodsOnLoopback(KubernetesClient client) throws IOException {
        this.client = client;
        this.server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                int zone = exchange.getLocalAddress().getAddress().getAddress()[2];
                exchange.sendResponseHeaders(sick.contains(ZONES.get(zone - 1)) ? 503 : 200, -1);
            }
        });
        server.start();
    }

    /** From here on the zone's pods answer 503. */
    void fail(String zone) {
        sick.add(zone);
    }

    /** From here on the zone's pods answer 200. */
    void heal(String zone) {
        sick.remove(zone);
    }

    /** Makes Ready pods of a service, so many in each zone and each on a node of its own. */
    void create(String service, int inEachZone) {
        for (String zone : ZONES) {
            for (int number = 1; number <= inEachZone; number++) {
                create(service, zone, number);
            }
        }
    }

    /** Makes Ready pods that nobody labelled for Zonekeeper, so many in each zone, with this label {@code app}. */
    void createOthers(String app, int inEachZone) {
        for (String zone : ZONES) {
            for (int number = 1; number <= inEachZone; number++) {
                create(app, zone, number, Map.of("app", app));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void create(String service, String zone, int number) {
        create(service, zone, number, Map.of("zonekeeper.io/service", service, "zonekeeper.io/zone", zone));
    }

    private void create(String service, String zone, int number, Map<String, String> labels) {
        String name = "%s-%s-%d".formatted(service, zone, number);
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(zone + "-" + number)
                        .addNewContainer()
                        .withName("web")
                        .withImage("registry.local/web:1")
                        .addNewPort()
                        .withName("http")
                        .withContainerPort(server.getAddress().getPort())
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        Waiting.until(name + " is Ready", () -> {
            Pod pod = client.pods().withName(name).get();
            return pod.getStatus().getPodIP() != null
                    && pod.getStatus().getConditions().stream()
                            .anyMatch(condition -> condition.getType().equals("Ready")
                                    && condition.getStatus().equals("True"));
        });
        String address = "127.0.%d.%d".formatted(ZONES.indexOf(zone) + 1, number);
        client.pods().withName(name).editStatus(pod -> {
            pod.getStatus().setPodIP(address);
            pod.getStatus().getPodIPs().getFirst().setIp(address);
            return pod;
        });
        // Last, so that nobody looks at the address that the simulated kubelet gave it.
        client.pods()
                .withName(name)
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToLabels(labels)
                        .endMetadata()
                        .build());
    }
}
