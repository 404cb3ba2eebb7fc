package io.zonekeeper.web.browser;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.web.WebView;
import io.zonekeeper.web.simulated.SimulatedClock;
import io.zonekeeper.web.simulated.SimulatedCluster;
import io.zonekeeper.web.simulated.SimulatedServer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;

/**
 * What {@code hack/bench web} runs: the server with a simulated cluster, of which it changes services all the time.
 *
 * <p>It prints {@code first SECONDS} for each first picture and {@code update SECONDS} for each change until a browser
 * has drawn it, where there is one, then {@code port NUMBER}; and goes on until its standard input ends.
 */
public final class WebBench {
    private static final int RUNS = 10;

    /** Twenty services a second: what a large rollout changes. */
    private static final int MILLIS_BETWEEN_CHANGES = 50;

    private WebBench() {}

    /** Runs it with so many services. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int services = Integer.parseInt(args[0]);
        SimulatedClock clock = new SimulatedClock(Instant.now());
        SimulatedCluster cluster = new SimulatedCluster(services, clock);
        try (WebView view = SimulatedServer.start(cluster, clock, 0)) {
            Optional<Chromium> chromium = Chromium.start();
            if (chromium.isPresent()) {
                try (Chromium browser = chromium.get()) {
                    browse(browser.browser(), view, cluster);
                }
            }
            System.out.println("port " + view.port());
            for (int i = 0; System.in.available() == 0; i++) {
                cluster.services()
                        .get(i % services)
                        .zone("us-east-1a", "Active", 4, i % 5, true, "2026-01-01T00:00:00Z", null);
                Thread.sleep(MILLIS_BETWEEN_CHANGES);
            }
        }
    }

    private static void browse(Browser browser, WebView view, SimulatedCluster cluster) throws InterruptedException {
        for (int i = 0; i <= RUNS; i++) {
            try (Page page = browser.newContext(new Browser.NewContextOptions().setViewportSize(1480, 900))
                    .newPage()) {
                long began = System.nanoTime();
                page.navigate(
                        "http://127.0.0.1:" + view.port() + "/",
                        new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
                page.waitForFunction("() => document.querySelector('tbody tr[data-id]')");
                // The first one starts the browser's processes.
                if (i > 0) {
                    print("first", began);
                }
                if (i == RUNS) {
                    page.waitForFunction("() => document.getElementById('connection').textContent === 'Live'");
                    updates(page, cluster);
                }
            }
        }
    }

    private static void updates(Page page, SimulatedCluster cluster) throws InterruptedException {
        for (int i = 0; i <= RUNS; i++) {
            // At another moment between two comparisons each time.
            Thread.sleep(300 + 37L * i);
            long began = System.nanoTime();
            cluster.zone(1).ready(i);
            page.waitForFunction(
                    "n => document.querySelector('th[data-zone=\"us-east-1b\"]').textContent.includes(`${n}/12 nodes`)",
                    i);
            if (i > 0) {
                print("update", began);
            }
        }
    }

    private static void print(String what, long began) {
        System.out.println(what + " " + (System.nanoTime() - began) / 1e9);
    }
}
