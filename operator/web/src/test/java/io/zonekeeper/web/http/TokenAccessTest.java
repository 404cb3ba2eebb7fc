package io.zonekeeper.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.web.http.Access.Decision;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenAccessTest {
    private final AtomicLong time = new AtomicLong();
    private final List<String> reviewed = new ArrayList<>();
    private final TokenAccess access = new TokenAccess(this::review, time::get);

    private Decision review(String token) {
        reviewed.add(token);
        return switch (token) {
            case "good" -> new Decision.Granted();
            case "fails" -> throw new IllegalStateException("API server down");
            default -> new Decision.Unauthenticated("no");
        };
    }

    private static Headers with(String header, String value) {
        Headers headers = new Headers();
        headers.set(header, value);
        return headers;
    }

    @Test
    void takesTheTokenFromTheHeaderOrTheCookie() {
        assertThat(access.decide(with("Authorization", "Bearer good"))).isInstanceOf(Decision.Granted.class);
        assertThat(access.decide(with("Cookie", "a=b; zonekeeper-token=good"))).isInstanceOf(Decision.Granted.class);
        assertThat(access.decide(with("Authorization", "Bearer bad"))).isInstanceOf(Decision.Unauthenticated.class);
        assertThat(access.decide(with("Authorization", "Basic good"))).isInstanceOf(Decision.Unauthenticated.class);
        assertThat(access.decide(new Headers())).isInstanceOf(Decision.Unauthenticated.class);
        assertThat(reviewed).containsExactly("good", "bad");
    }

    @Test
    void reviewsATokenAgainWhenItsAnswerIsOld() {
        access.decide(with("Authorization", "Bearer good"));
        time.addAndGet(TokenAccess.VALID_FOR.toNanos() - 1);
        access.decide(with("Authorization", "Bearer good"));
        assertThat(reviewed).hasSize(1);
        time.addAndGet(1);
        access.decide(with("Authorization", "Bearer good"));
        assertThat(reviewed).hasSize(2);
    }

    @Test
    void grantsNothingAndRemembersNothingWhileTheClusterDoesNotRespond() {
        for (int i = 0; i < 2; i++) {
            assertThat(access.decide(with("Authorization", "Bearer fails")))
                    .isInstanceOf(Decision.Unauthenticated.class);
        }
        assertThat(reviewed).hasSize(2);
    }

    @Test
    void remembersSoManyTokensOnly() {
        access.decide(with("Authorization", "Bearer good"));
        for (int i = 0; i < TokenAccess.MOST; i++) {
            access.decide(with("Authorization", "Bearer bad" + i));
        }
        access.decide(with("Authorization", "Bearer good"));
        assertThat(reviewed.stream().filter("good"::equals)).hasSize(2);
    }
}
