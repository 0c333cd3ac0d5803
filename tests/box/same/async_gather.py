import asyncio
async def work(n):
    await asyncio.sleep(0.001 * (5 - n))
    return n
async def main():
    print(await asyncio.gather(*map(work, range(5))))
asyncio.run(main())
