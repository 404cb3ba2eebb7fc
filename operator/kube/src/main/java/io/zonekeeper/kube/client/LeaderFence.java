package io.zonekeeper.kube.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process change something only while it provably holds the Lease of leader election.
 *
 * <p>A leader that was stopped (SIGSTOP, a frozen container, a suspended machine, a long collection) goes on in the
 * middle of what it did, while another one leads by now: only its next renewal shows it that. Until then it would write
 * what was right before.
 *
 * <ol>
 *   <li>The Lease is provably held for {@code term} from the {@code renewTime} of its last write that succeeded, if the
 *       answer names this process as the holder. That is before the Lease was read and sent; others wait for
 *       {@code leaseDuration} from then on, which is longer: the difference is what a request may take on its way.
 *   <li>Time is measured by two clocks, and the one that is further counts: the monotonic one runs while the process is
 *       stopped, the time of day is set right after a machine was suspended.
 *   <li>It is asked for each attempt on a connection, so that what the HTTP client repeats on its own is held back too.
 *   <li>Reads, reviews of permissions and tokens, and the Lease itself always pass.
 * </ol>
 */
public final class LeaderFence implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderFence.class);
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> REVIEWS = Set.of("authentication.k8s.io", "authorization.k8s.io");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_OF_A_LEASE = 1 << 20;
    private static final int GROUP = 1;

    private final String leases;
    private final String name;
    private final String identity;
    private final Duration term;
    private final LongSupplier monotonicNanos;
    private final LongSupplier timeOfDayMillis;
    private volatile Renewal renewed = Renewal.NONE;

    /**
     * Creates one for a process that does not lead yet.
     *
     * @param namespace the namespace of the Lease
     * @param name the name of the Lease
     * @param identity the name under which the process is elected
     * @param term how long a renewal counts: less than {@code leaseDuration}
     */
    public LeaderFence(String namespace, String name, String identity, Duration term) {
        this(namespace, name, identity, term, System::nanoTime, System::currentTimeMillis);
    }

    LeaderFence(
            String namespace,
            String name,
            String identity,
            Duration term,
            LongSupplier monotonicNanos,
            LongSupplier timeOfDayMillis) {
        this.leases = "/apis/coordination.k8s.io/v1/namespaces/%s/leases".formatted(namespace);
        this.name = name;
        this.identity = identity;
        this.term = term;
        this.monotonicNanos = monotonicNanos;
        this.timeOfDayMillis = timeOfDayMillis;
    }

    /** The last write of the Lease: whether this process holds it since, and from when on, by both clocks. */
    private record Renewal(boolean holds, long nanos, long millis) {
        static final Renewal NONE = new Renewal(false, 0, 0);
    }

    /** A change was asked for by a process that does not provably lead. */
    public static final class NotLeading extends IOException {
        private static final long serialVersionUID = 1L;

        NotLeading(String what) {
            super("not sent: this process does not hold the lease of leader election any more: " + what);
        }
    }

    /** Returns whether the Lease is provably held at this moment. */
    public boolean holds() {
        Renewal last = renewed;
        return last.holds()
                && monotonicNanos.getAsLong() - last.nanos() < term.toNanos()
                && timeOfDayMillis.getAsLong() - last.millis() < term.toMillis();
    }

    /**
     * Fails unless the Lease is provably held: asked before something is changed elsewhere than at the API server.
     *
     * @param what what is about to be changed
     */
    public void require(String what) throws NotLeading {
        if (!holds()) {
            LOG.atError().addKeyValue("change", what).log("not sent: the lease of leader election is not held");
            throw new NotLeading(what);
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (READS.contains(request.method())) {
            return chain.proceed(request);
        }
        if (electing(request)) {
            return elect(chain);
        }
        if (!review(request)) {
            require(request.method() + " " + request.url().encodedPath());
        }
        return chain.proceed(request);
    }

    private Response elect(Chain chain) throws IOException {
        long nanos = monotonicNanos.getAsLong();
        long millis = timeOfDayMillis.getAsLong();
        Response answer = chain.proceed(chain.request());
        if (answer.isSuccessful()) {
            JsonNode spec = spec(answer.peekBody(MOST_OF_A_LEASE).string());
            boolean holds = identity.equals(spec.path("holderIdentity").asText());
            long age = Math.max(0, millis - renewTime(spec).orElse(millis));
            renewed = new Renewal(holds, nanos - TimeUnit.MILLISECONDS.toNanos(age), millis - age);
        }
        return answer;
    }

    private boolean electing(Request request) {
        String path = request.url().encodedPath();
        // One that is created is named in its body: there are no other Leases that the operator creates there.
        return path.equals(leases) || path.equals(leases + "/" + name);
    }

    private static boolean review(Request request) {
        return request.url().pathSize() > GROUP
                && REVIEWS.contains(request.url().pathSegments().get(GROUP));
    }

    private static JsonNode spec(String lease) {
        try {
            return JSON.readTree(lease).path("spec");
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static OptionalLong renewTime(JsonNode spec) {
        try {
            return OptionalLong.of(
                    Instant.parse(spec.path("renewTime").asText()).toEpochMilli());
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }
}
