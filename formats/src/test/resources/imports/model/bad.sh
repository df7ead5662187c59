python pretrain_gpt.py --num-layers 24 --hidden-size $WIDTH --num-attention-heads 16 --num-layers 12
