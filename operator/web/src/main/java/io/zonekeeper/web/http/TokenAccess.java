package io.zonekeeper.web.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import com.sun.net.httpserver.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users whose bearer token the cluster accepts, and who may read in it what the page shows. The token comes in the
 * header {@code Authorization}, or in the cookie that the page's form sets.
 *
 * <p>An answer is valid for {@link #VALID_FOR}. Tokens are remembered as hashes, {@link #MOST} of them, and only a few
 * are reviewed at the same time: whoever sends many wrong ones costs the API server little.
 */
public final class TokenAccess implements Access {
    /** The cookie with the token. */
    static final String COOKIE = "zonekeeper-token";

    static final Duration VALID_FOR = Duration.ofSeconds(30);
    static final int MOST = 256;

    private static final Logger LOG = LoggerFactory.getLogger(TokenAccess.class);
    private static final int REVIEWS_AT_ONCE = 4;
    private static final String BEARER = "Bearer ";

    private final TokenReviewer reviewer;
    private final LongSupplier nanoTime;
    private final Semaphore reviews = new Semaphore(REVIEWS_AT_ONCE);
    private final Map<String, Known> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(Decision decision, long at) {}

    /** Creates it without any answer. */
    public TokenAccess(TokenReviewer reviewer, LongSupplier nanoTime) {
        this.reviewer = reviewer;
        this.nanoTime = nanoTime;
    }

    @Override
    public Decision decide(Headers request) {
        return token(request)
                .map(this::decide)
                .orElse(new Decision.Unauthenticated("a bearer token is needed, as kubectl create token prints one"));
    }

    private Decision decide(String token) {
        String hash = hash(token);
        Optional<Decision> known = known(hash);
        if (known.isPresent()) {
            return known.get();
        }
        if (!reviews.tryAcquire()) {
            return new Decision.Unauthenticated("too many tokens are being reviewed; retry");
        }
        try {
            Decision decision = reviewer.review(token);
            synchronized (answers) {
                answers.put(hash, new Known(decision, nanoTime.getAsLong()));
            }
            return decision;
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("a token could not be reviewed");
            return new Decision.Unauthenticated("the token could not be reviewed; retry");
        } finally {
            reviews.release();
        }
    }

    private Optional<Decision> known(String hash) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(hash))
                    .filter(answer -> nanoTime.getAsLong() - answer.at() < VALID_FOR.toNanos())
                    .map(Known::decision);
        }
    }

    private static Optional<String> token(Headers request) {
        return Optional.ofNullable(request.getFirst("Authorization"))
                .filter(value -> value.startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip())
                .or(() -> cookie(request))
                .filter(value -> !value.isBlank());
    }

    private static Optional<String> cookie(Headers request) {
        return Optional.ofNullable(request.getFirst("Cookie")).stream()
                .flatMap(all -> Stream.of(all.split(";", -1)))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst();
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
