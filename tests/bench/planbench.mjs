// The same work as planbench.py's plans, by DuckDB: planbench.mjs WHICH FILE OUT THREADS MODULE
const [which, file, out, threads, module] = process.argv.slice(2);
const { DuckDBInstance } = await import(module);
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const columns = ["region", "item", "ordered", "price", "status", "discount", ...months];
const number = (c) => `replace(replace(${c}, '.', ''), ',', '.')`;
const source = `read_csv('${file}', delim=';', quote='"', escape='"', header=true, all_varchar=true, auto_detect=false, nullstr='', columns={${columns.map((c) => `${c}: 'VARCHAR'`).join(",")}})`;
const typed = `select last_value(region ignore nulls) over (rows between unbounded preceding and current row) as region, item, strptime(ordered, '%d.%m.%Y')::date as ordered, ${number("price")}::decimal(12,2) as price, status, ${number("discount")}::decimal(4,2) as discount, ${months.map((m) => `${m}::int as ${m}`).join(",")} from ${source}`;
const net = `select *, price * (1 - discount) as net from (${typed}) where status <> 'cancelled'`;
const sums = `select region, month, sum(units) as units, sum(units * net) as value, count(*) as n from (select * from (${net}) unpivot include nulls (units for month in (${months.join(",")}))) group by region, month`;
const db = await DuckDBInstance.create(":memory:", { threads });
const c = await db.connect();
await c.run(`copy (${which === "rows" ? net : sums}) to '${out}' (format csv, header)`);
