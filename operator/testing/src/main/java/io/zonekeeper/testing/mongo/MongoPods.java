package io.zonekeeper.testing.mongo;

import java.util.Map;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/** Runs the pods of MongoDB's servers as their templates say, without a Kubernetes. */
public interface MongoPods extends AutoCloseable {
    /**
     * Starts a pod; a mongod finds what was on its volume before.
     *
     * @param host the name and port under which its server is reached
     * @param zone where it runs
     * @param template what is run
     */
    void start(String host, String zone, PodTemplateSpec template);

    /**
     * Changes a Secret, also in the pods that run, as kubelets do after a while; what their servers read of it when
     * they started they do not read again on their own.
     *
     * @param name of the Secret
     * @param content what it holds now
     */
    void secret(String name, Map<String, String> content);

    /** Ends a pod at once, as the loss of its node does; its volume stays. */
    void stop(String host);

    /** Ends all and loses their volumes. */
    @Override
    void close();
}
