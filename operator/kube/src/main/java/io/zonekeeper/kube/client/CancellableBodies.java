package io.zonekeeper.kube.client;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.util.concurrent.locks.ReentrantLock;

import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * Lets the body of a response be cancelled by another thread than the one that reads it.
 *
 * <p>The client library cancels by closing the body on another thread: each request that takes longer than its timeout,
 * and each watch over HTTP that ends. Okio's sources are made for one thread. Closed while they are read, they return
 * memory to a pool that all connections share and that the reader still writes to, so that responses on other
 * connections hold bytes of this one.
 *
 * <ol>
 *   <li>A body that nobody reads at the moment is closed: its connection serves again if it was read to the end.
 *   <li>For one that is being read the call is cancelled first, which any thread may do: the reader fails, and the body
 *       is closed when it has.
 * </ol>
 *
 * <p>Invariant: one thread at a time is inside a body.
 */
final class CancellableBodies implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        ResponseBody body = response.body();
        // A WebSocket has a connection instead, and is closed by any thread.
        if (body == null || response.code() < HttpURLConnection.HTTP_OK) {
            return response;
        }
        return response.newBuilder().body(new Body(body, chain.call())).build();
    }

    private static final class Body extends ResponseBody {
        private final ResponseBody body;
        private final BufferedSource source;

        Body(ResponseBody body, Call call) {
            this.body = body;
            this.source = oneThreadAtATime(body.source(), call);
        }

        @Override
        public MediaType contentType() {
            return body.contentType();
        }

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public BufferedSource source() {
            return source;
        }

        private static BufferedSource oneThreadAtATime(BufferedSource source, Call call) {
            var inside = new ReentrantLock();
            return (BufferedSource) Proxy.newProxyInstance(
                    BufferedSource.class.getClassLoader(),
                    new Class<?>[] {BufferedSource.class},
                    (proxy, method, arguments) -> {
                        if (!inside.tryLock()) {
                            if (method.getName().equals("close")) {
                                call.cancel();
                            }
                            inside.lock();
                        }
                        try {
                            return method.invoke(source, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        } finally {
                            inside.unlock();
                        }
                    });
        }
    }
}
