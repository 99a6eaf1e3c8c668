package dev.weir.core.reading.wire;

import java.util.Map;

/** A streamed answer of each dialect, written by hand. */
final class Streams {

    private Streams() {}

    static final String MESSAGES =
            Exchanges.events(
                    """
                    {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":300,"cache_read_input_tokens":2000,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"output_tokens":1,"service_tier":"standard"}}}""",
                    """
                    {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
                    """
                    {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}""",
                    """
                    {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"look."}}""",
                    """
                    {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""",
                    """
                    {"type":"content_block_stop","index":0}""",
                    """
                    {"type":"ping"}""",
                    """
                    {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
                    """
                    {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße 😀"}}""",
                    """
                    {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://example.com","title":"T","cited_text":"q"}}}""",
                    """
                    {"type":"content_block_stop","index":1}""",
                    """
                    {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"read","input":{}}}""",
                    """
                    {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"path\\": \\"a"}}""",
                    """
                    {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":".txt\\"}"}}""",
                    """
                    {"type":"content_block_stop","index":2}""",
                    """
                    {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":null,"output_tokens":55,"server_tool_use":{"web_search_requests":2,"web_fetch_requests":0}}}""",
                    """
                    {"type":"message_stop"}""");

    static final String CHAT =
            Exchanges.events(
                    """
                    {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}],"usage":null}""",
                    """
                    {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}""",
                    """
                    {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"Hel"}}]}""",
                    """
                    {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"lo"}}]}""",
                    """
                    {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}},{"index":1,"id":"c2","type":"function","function":{"name":"g","arguments":"{\\"x\\""}}]}}]}""",
                    """
                    {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":":1}"}},{"index":0,"function":{"arguments":"{}"}}]}}]}""",
                    """
                    {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
                    """
                    {"id":"chatcmpl-1","choices":[],"service_tier":"flex","usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":16,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":4}}}""",
                    "[DONE]");

    static final String RESPONSES =
            Exchanges.events(
                    """
                    {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","model":"gpt-y","output":[],"usage":null}}""",
                    """
                    {"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}""",
                    """
                    {"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Think"}""",
                    """
                    {"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Think"}],"encrypted_content":"enc"}}""",
                    """
                    {"type":"response.output_item.added","output_index":1,"item":{"id":"msg_1","type":"message","role":"assistant","status":"in_progress","content":[]}}""",
                    """
                    {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"Hello"}""",
                    """
                    {"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":" you"}""",
                    """
                    {"type":"response.output_item.added","output_index":2,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":""}}""",
                    """
                    {"type":"response.function_call_arguments.delta","output_index":2,"delta":"{\\"a\\":"}""",
                    """
                    {"type":"response.function_call_arguments.delta","output_index":2,"delta":"[1]}"}""",
                    """
                    {"type":"response.completed","response":{"id":"resp_1","object":"response","status":"completed","model":"gpt-y","service_tier":"default","output":[{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Think"}],"encrypted_content":"enc"},{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello you","annotations":[]}]},{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\\"a\\":[1]}"}],"usage":{"input_tokens":30,"input_tokens_details":{"cached_tokens":0},"output_tokens":12,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":42}}}""");

    static final String GEMINI =
            """
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Plan","thought":true}]},"index":0}],"usageMetadata":{"promptTokenCount":8,"totalTokenCount":8},"modelVersion":"gemini-z","responseId":"r1"}\r
            \r
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Hel"}]},"index":0}],"usageMetadata":{"promptTokenCount":8}}\r
            \r
            data: {"candidates":[{"content":{"role":"model","parts":[{"text":"lo"},{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2ln"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":5,"thoughtsTokenCount":7,"totalTokenCount":23,"toolUsePromptTokenCount":3,"cachedContentTokenCount":2,"promptTokensDetails":[{"modality":"TEXT","tokenCount":6},{"modality":"IMAGE","tokenCount":2}]}}\r
            \r
            """;

    static final String OLLAMA =
            """
            {"model":"llama","created_at":"t","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
            {"model":"llama","created_at":"t","message":{"role":"assistant","content":"Hel"},"done":false}
            {"model":"llama","created_at":"t","message":{"role":"assistant","content":"lo","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":false}
            {"model":"llama","created_at":"t","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"prompt_eval_count":0,"eval_count":6}
            """;

    static final String COHERE =
            Exchanges.events(
                    """
                    {"type":"message-start","id":"co_1","delta":{"message":{"role":"assistant"}}}""",
                    """
                    {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will call f."}}}""",
                    """
                    {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"f_1","type":"function","function":{"name":"f","arguments":""}}}}}""",
                    """
                    {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"a\\":1}"}}}}}""",
                    """
                    {"type":"tool-call-end","index":0}""",
                    """
                    {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
                    """
                    {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello"}}}}""",
                    """
                    {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":3,"output_tokens":4},"tokens":{"input_tokens":90,"output_tokens":14}}}}""");

    /** Path, media type and body of each. */
    static final Map<String, String[]> ALL =
            Map.of(
                    "messages", new String[] {"/v1/messages", Exchanges.SSE, MESSAGES},
                    "chat", new String[] {"/v1/chat/completions", Exchanges.SSE, CHAT},
                    "responses", new String[] {"/v1/responses", Exchanges.SSE, RESPONSES},
                    "gemini",
                            new String[] {
                                "/v1beta/models/g:streamGenerateContent", Exchanges.SSE, GEMINI
                            },
                    "ollama", new String[] {"/api/chat", Exchanges.LINES, OLLAMA},
                    "cohere", new String[] {"/v2/chat", Exchanges.SSE, COHERE});
}
