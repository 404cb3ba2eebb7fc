package io.zonekeeper.controllers.mongocluster;

import java.util.Map;

import io.zonekeeper.controllers.mongocluster.links.TestCertificates;
import io.zonekeeper.testing.mongo.DoubledPods;
import io.zonekeeper.testing.mongo.MongoPods;

/** The double behaves as the operator expects of MongoDB; {@link RealMongoIT} asks MongoDB itself. */
class DoubledMongoTest extends MongoBehaviour {
    @Override
    MongoPods pods(Map<String, Map<String, String>> secrets, TestCertificates certificates) throws Exception {
        return new DoubledPods(secrets, "photos-admin", "photos-tls");
    }
}
