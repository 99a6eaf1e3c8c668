package dev.weir.gateway.telemetry;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * Takes OTLP as a collector does, with the official messages: over HTTP, and over gRPC by gRPC's
 * own server.
 */
public final class OtlpReceiver implements AutoCloseable {

    private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
    private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer http;
    private final Server grpc;

    /** What HTTP answers; another one than 200 takes nothing. */
    private volatile int status = 200;

    private OtlpReceiver() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext(
                "/v1/traces",
                call ->
                        take(
                                call,
                                in -> traces.add(ExportTraceServiceRequest.parseFrom(in)),
                                ExportTraceServiceResponse.getDefaultInstance()));
        http.createContext(
                "/v1/metrics",
                call ->
                        take(
                                call,
                                in -> metrics.add(ExportMetricsServiceRequest.parseFrom(in)),
                                ExportMetricsServiceResponse.getDefaultInstance()));
        http.start();
        grpc =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                InsecureServerCredentials.create())
                        .addService(new Traces())
                        .addService(new Metrics())
                        .intercept(new Fields())
                        .build()
                        .start();
    }

    /** Starts on free ports. */
    public static OtlpReceiver start() throws IOException {
        return new OtlpReceiver();
    }

    private interface Taking {
        void take(InputStream in) throws IOException;
    }

    private void take(HttpExchange call, Taking taking, Message answer) throws IOException {
        try (call;
                InputStream in = call.getRequestBody()) {
            credentials.add(String.valueOf(call.getRequestHeaders().getFirst("authorization")));
            boolean coded = "gzip".equals(call.getRequestHeaders().getFirst("content-encoding"));
            int now = status;
            if (now == 200) {
                taking.take(coded ? new GZIPInputStream(in) : in);
            } else {
                in.readAllBytes();
            }
            byte[] bytes = answer.toByteArray();
            call.getResponseHeaders().set("content-type", "application/x-protobuf");
            call.sendResponseHeaders(now, bytes.length == 0 ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {
        @Override
        public void export(
                ExportTraceServiceRequest request,
                StreamObserver<ExportTraceServiceResponse> answer) {
            if (status != 200) {
                answer.onError(Status.PERMISSION_DENIED.asRuntimeException());
                return;
            }
            traces.add(request);
            answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
        @Override
        public void export(
                ExportMetricsServiceRequest request,
                StreamObserver<ExportMetricsServiceResponse> answer) {
            metrics.add(request);
            answer.onNext(ExportMetricsServiceResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private final class Fields implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata fields, ServerCallHandler<Q, A> next) {
            credentials.add(
                    String.valueOf(
                            fields.get(
                                    Metadata.Key.of(
                                            "authorization", Metadata.ASCII_STRING_MARSHALLER))));
            return next.startCall(call, fields);
        }
    }

    public String httpUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public String grpcUrl() {
        return "http://127.0.0.1:" + grpc.getPort();
    }

    void answer(int newStatus) {
        status = newStatus;
    }

    List<String> credentials() {
        return credentials;
    }

    /** All requests with spans. */
    public List<ExportTraceServiceRequest> traces() {
        return traces;
    }

    /** All spans so far. */
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (ExportTraceServiceRequest request : traces) {
            request.getResourceSpansList()
                    .forEach(
                            resource ->
                                    resource.getScopeSpansList()
                                            .forEach(scope -> spans.addAll(scope.getSpansList())));
        }
        return spans;
    }

    /** All metrics so far. */
    List<Metric> metrics() {
        List<Metric> all = new ArrayList<>();
        for (ExportMetricsServiceRequest request : metrics) {
            request.getResourceMetricsList()
                    .forEach(
                            resource ->
                                    resource.getScopeMetricsList()
                                            .forEach(scope -> all.addAll(scope.getMetricsList())));
        }
        return all;
    }

    /** Waits for so many spans. */
    public List<Span> await(int count, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (spans().size() < count && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        return spans();
    }

    /** The value of an attribute as text, empty where there is none. */
    public static String attribute(List<KeyValue> attributes, String name) {
        for (KeyValue each : attributes) {
            if (each.getKey().equals(name)) {
                return switch (each.getValue().getValueCase()) {
                    case STRING_VALUE -> each.getValue().getStringValue();
                    case INT_VALUE -> Long.toString(each.getValue().getIntValue());
                    case DOUBLE_VALUE -> Double.toString(each.getValue().getDoubleValue());
                    case BOOL_VALUE -> Boolean.toString(each.getValue().getBoolValue());
                    default -> each.getValue().toString();
                };
            }
        }
        return "";
    }

    @Override
    public void close() {
        http.stop(0);
        grpc.shutdownNow();
        try {
            grpc.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
