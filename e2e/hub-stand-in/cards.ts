/** Model cards with everything that real ones have, and with what a hostile one would try. */
export const talkerCard = `---
license: apache-2.0
base_model: Qwen/Qwen3-0.6B
pipeline_tag: text-generation
language:
- en
- zh
tags:
- conversational
---
# Qwen3 0.6B

A small model of the Qwen3 family. It answers in **English** and Chinese and runs on any computer.

<p align="center"><img src="images/chart.png" width="160" alt="Scores as a chart"></p>

![The same chart](images/chart.png)
![From elsewhere]({{data}}/pictures/elsewhere.png)

| Benchmark | 0.6B | 1.7B |
|---|---:|---:|
| MMLU | 52.8 | 62.6 |
| GSM8K | 59.6 | 75.4 |

## How to use it

\`\`\`bash
llama-cli -hf bartowski/Qwen3-0.6B-GGUF:Q4_K_M
\`\`\`

- [x] Tools
- [ ] Pictures

See [the base model](https://huggingface.co/Qwen/Qwen3-0.6B), [the licence](LICENSE) and [a trick](javascript:alert(1)).

<script>window.cardWasRun = true</script>
<img src="x.png" onerror="window.cardWasRun = true" alt="broken">
<iframe src="{{hub}}/frame.html"></iframe>
<style>body { display: none }</style>
<details><summary>More</summary>Folded text with x < y and the formula $E = mc^2$.</details>
`;
