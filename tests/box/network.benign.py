# prints: [0, 1, 4]
import asyncio
async def one(n):
    await asyncio.sleep(0.001)
    return n * n
async def main():
    return await asyncio.gather(*map(one, range(3)))
print(asyncio.run(main()))
