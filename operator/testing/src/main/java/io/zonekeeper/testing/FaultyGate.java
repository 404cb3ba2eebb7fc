package io.zonekeeper.testing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to the API server on which requests fail as a {@link FaultSchedule} has it, while faults are on. */
public final class FaultyGate implements GatePolicy, AutoCloseable {
    private static final Map<Fault, Refused> REFUSALS = Map.of(
            Fault.CONFLICT, new Refused(409, "Conflict"),
            Fault.THROTTLED, new Refused(429, "TooManyRequests"),
            Fault.ERROR, new Refused(500, "InternalError"),
            Fault.UNAVAILABLE, new Refused(503, "ServiceUnavailable"),
            Fault.UNAUTHORIZED, new Refused(401, "Unauthorized"));
    private static final String GONE = """
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version","reason":"Expired","code":410}}
            """;
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final Map<String, String> JSON_LATER =
            Map.of("Content-Type", "application/json", "Retry-After", "1");
    private static final Pattern VERSION = Pattern.compile("(?<=[?&]resourceVersion=)[1-9][0-9]*");

    /** Times the length of a fault: up to half a minute. */
    private static final int WATCH_LASTS = 12;

    private final Function<ApiRequest, FaultSchedule> schedules;
    private final ApiGate gate;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<String, String> firstVersions = new ConcurrentHashMap<>();
    private final Map<Fault, AtomicInteger> befallen = new ConcurrentSkipListMap<>();
    private volatile boolean faulty;

    /**
     * Opens one without faults.
     *
     * @param identity whose way it is
     * @param schedules the schedule that a request belongs to
     */
    public FaultyGate(OperatorIdentity identity, Function<ApiRequest, FaultSchedule> schedules) {
        this.schedules = schedules;
        this.gate = ApiGate.of(identity.kubeconfig(), this);
    }

    /** A refusal of the API server. */
    private record Refused(int code, String reason) {}

    /** Returns the way itself. */
    public ApiGate gate() {
        return gate;
    }

    /** Switches faults on or off. */
    public void faulty(boolean on) {
        faulty = on;
    }

    /** Returns how often each fault befell a request. */
    public Map<Fault, Integer> befallen() {
        Map<Fault, Integer> counts = new ConcurrentSkipListMap<>();
        befallen.forEach((fault, count) -> counts.put(fault, count.get()));
        return counts;
    }

    @Override
    public void close() {
        gate.close();
    }

    @Override
    public void handle(GateExchange exchange) throws IOException, InterruptedException {
        ApiRequest request = exchange.request();
        String what = "%s %s %s".formatted(request.verb(), request.resource(), request.name());
        String path = exchange.address().getPath();
        if (request.verb().equals("watch")) {
            version(exchange.address()).ifPresent(version -> firstVersions.putIfAbsent(path, version));
        }
        if (!faulty) {
            exchange.relay(exchange.forward(), () -> true);
            return;
        }
        FaultSchedule schedule = schedules.apply(request);
        int before = asked.computeIfAbsent(what, any -> new AtomicInteger()).getAndIncrement();
        Optional<Fault> fault = schedule.fault(request, what, before);
        if (fault.isEmpty()) {
            pass(exchange, schedule.length(what, before));
            return;
        }
        befallen.computeIfAbsent(fault.get(), any -> new AtomicInteger()).incrementAndGet();
        befall(exchange, fault.get(), schedule.length(what, before));
    }

    /** A watch ends after a while, as those of the API server do after minutes: then another begins, which may fail. */
    private static void pass(GateExchange exchange, Duration length) throws IOException, InterruptedException {
        if (exchange.request().verb().equals("watch")) {
            Duration lasts = length.multipliedBy(WATCH_LASTS);
            exchange.relaySilent(exchange.forward(), lasts, lasts);
        } else {
            exchange.relay(exchange.forward(), () -> true);
        }
    }

    private void befall(GateExchange exchange, Fault fault, Duration length) throws IOException, InterruptedException {
        if (fault.answered()) {
            Refused refused = REFUSALS.get(fault);
            exchange.answer(refused.code(), fault == Fault.THROTTLED ? JSON_LATER : JSON, """
                            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"injected by a test","reason":"%s","code":%d}""".formatted(
                            refused.reason(), refused.code()));
            return;
        }
        switch (fault) {
            case SLOW -> {
                Thread.sleep(length);
                exchange.relay(exchange.forward(), () -> true);
            }
            case RESET_AFTER -> exchange.forward().body().readAllBytes();
            case WATCH_CLOSED -> exchange.answer(200, JSON, "");
            case WATCH_GONE -> exchange.answer(200, JSON, GONE);
            case WATCH_SILENT -> exchange.relaySilent(exchange.forward(), length, length.multipliedBy(3));
            case WATCH_REPLAYS -> exchange.relay(exchange.forward(earlier(exchange.address())), () -> true);
            default -> {
                // its connection ends
            }
        }
    }

    /** The same watch from the first version on that anybody watched from. */
    private URI earlier(URI address) {
        String first = firstVersions.get(address.getPath());
        return first == null
                ? address
                : URI.create(VERSION.matcher(address.toString()).replaceFirst(first));
    }

    private static Optional<String> version(URI address) {
        Matcher found = VERSION.matcher(address.toString());
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }
}
