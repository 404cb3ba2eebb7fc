package io.zonekeeper.testing.mongo;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ServerSocketFactory;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/** Pods whose servers are {@link MongoDouble}s; init containers are taken to have done what they do. */
public final class DoubledPods implements MongoPods {
    private final MongoDouble mongo;
    private final Map<String, String> admin;
    private final Set<String> routers = new HashSet<>();

    /**
     * Runs nothing yet.
     *
     * @param admin what the administrator's Secret says
     * @param sockets makes the sockets that servers listen on
     */
    public DoubledPods(Map<String, String> admin, ServerSocketFactory sockets) {
        this.admin = Map.copyOf(admin);
        this.mongo = new MongoDouble(sockets);
    }

    @Override
    public void start(String host, String zone, PodTemplateSpec template) {
        List<String> command = template.getSpec().getContainers().getFirst().getCommand();
        String user = admin.get("username");
        String password = admin.get("password");
        if (command.getFirst().equals("mongos")) {
            routers.add(host);
            List<String> configServers =
                    List.of(value(command, "--configdb").split("/", 2)[1].split(",", -1));
            mongo.startMongos(host, zone, host, configServers, user, password);
        } else {
            mongo.startMongod(host, zone, value(command, "--replSet"), command.contains("--configsvr"), user, password);
        }
    }

    @Override
    public void stop(String host) {
        if (routers.remove(host)) {
            mongo.stopMongos(host);
        } else {
            mongo.stop(host);
        }
    }

    @Override
    public void close() {
        mongo.close();
    }

    private static String value(List<String> command, String option) {
        return command.get(command.indexOf(option) + 1);
    }
}
