package dev.weir.gateway.e2e;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.Scripts;

import java.io.IOException;
import java.time.Duration;

/** A short answer with its usage in the shape of whatever was asked. */
final class PlainAnswers {

    /** Tokens that every answer says it used. */
    static final int INPUT = 100;

    static final int OUTPUT = 20;

    private static final String ANTHROPIC =
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":\
            [{"type":"text","text":"ok"}],"stop_reason":"end_turn","stop_sequence":null,"usage":\
            {"input_tokens":%d,"output_tokens":%d}}"""
                    .formatted(INPUT, OUTPUT);

    private static final String OPENAI =
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5","choices":\
            [{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}"""
                    .formatted(INPUT, OUTPUT, INPUT + OUTPUT);

    private static final String GEMINI =
            """
            {"candidates":[{"content":{"parts":[{"text":"ok"}],"role":"model"},"finishReason":"STOP",\
            "index":0}],"usageMetadata":{"promptTokenCount":%d,"candidatesTokenCount":%d,\
            "totalTokenCount":%d},"modelVersion":"gemini-2.5-pro"}"""
                    .formatted(INPUT, OUTPUT, INPUT + OUTPUT);

    private static final String OLLAMA =
            """
            {"model":"llama3.2","created_at":"2026-11-21T10:00:00Z","message":{"role":"assistant",\
            "content":"ok"},"done":true,"done_reason":"stop","prompt_eval_count":%d,"eval_count":%d}"""
                    .formatted(INPUT, OUTPUT);

    private PlainAnswers() {}

    /** Answers; where the request asks to wait, it begins and does not end. */
    static void serve(Call call) throws IOException, InterruptedException {
        Bytes body = call.body().rest();
        if (body.latin1().contains("please: wait")) {
            call.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
            call.awaitEnd(Duration.ofSeconds(60));
            return;
        }
        try {
            Scripts.json(200, of(call.head().target())).serve(call);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** The answer to a call of that path. */
    static String of(String path) {
        return path.contains("/messages")
                ? ANTHROPIC
                : path.contains("/chat/completions")
                        ? OPENAI
                        : path.contains("/api/") ? OLLAMA : GEMINI;
    }
}
