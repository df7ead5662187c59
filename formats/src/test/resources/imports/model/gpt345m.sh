#!/bin/bash
# Runs the "345M" parameter model
GPUS_PER_NODE=8
HIDDEN=1024
HEADS=$((HIDDEN / 64))
GPT_ARGS="
    --num-layers 24 \
    --hidden-size $HIDDEN \
    --num-attention-heads ${HEADS} \
    --seq-length 1024 \
    --max-position-embeddings 1024 \
    --micro-batch-size 4 \
    --vocab-size 50257 \
    --lr 0.00015
"
torchrun --nproc_per_node $GPUS_PER_NODE pretrain_gpt.py $GPT_ARGS
