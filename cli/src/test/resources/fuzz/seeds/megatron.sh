#!/bin/bash
# trains a small model: --num-layers 99
ARGS="
    --num-layers 4 --hidden-size 64 --ffn-hidden-size 256
    --num-attention-heads 4 --seq-length 128 --max-position-embeddings 128
    --micro-batch-size 2 --global-batch-size 16 --vocab-size 1000 --fp16
"
torchrun --nproc_per_node 2 pretrain_gpt.py $ARGS --tensor-model-parallel-size 2 --group-query-attention --num-query-groups 2
