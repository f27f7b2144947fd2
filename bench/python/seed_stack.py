"""The comparison: import and export as a Python service does them.

ijson (its C backend) or one json.loads a line, pymongo's bulk_write of upserts in batches of 1,000, a cursor and
json.dumps or csv.writer for the way out. Everything streams; nothing is journaled and nothing can be undone.
"""

import csv
import io
import itertools
import json
import sys

import ijson.backends.yajl2_c as ijson
from pymongo import MongoClient, UpdateOne

BATCH = 1000
CSV_COLUMNS = ["id", "title", "created_at", "message_count", "cost_usd"]


def read_json(path):
    with open(path, "rb") as file:
        yield from ijson.items(file, "conversations.item", use_float=True)


def read_array(path):
    with open(path, "rb") as file:
        yield from ijson.items(file, "item", use_float=True)


def read_jsonl(path):
    with open(path, "r", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def read_csv(path):
    with open(path, "r", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def import_records(collection, records):
    records = iter(records)
    written = 0
    while batch := list(itertools.islice(records, BATCH)):
        result = collection.bulk_write(
            [UpdateOne({"_id": record["id"]}, {"$set": record}, upsert=True) for record in batch]
        )
        written += result.upserted_count + result.modified_count
    return written


def export_json(collection, path):
    with open(path, "wb") as file:
        file.write(b'{"conversations":[')
        count = 0
        for record in collection.find({}, {"_id": 0}):
            if count:
                file.write(b",")
            file.write(json.dumps(record).encode("utf-8"))
            count += 1
        file.write(b"]}")
    return count


def export_jsonl(collection, path):
    with open(path, "wb") as file:
        count = 0
        for record in collection.find({}, {"_id": 0}):
            file.write(json.dumps(record).encode("utf-8") + b"\n")
            count += 1
    return count


def export_csv(collection, path):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    count = 0
    with open(path, "wb") as file:
        for record in collection.find({}, {name: 1 for name in CSV_COLUMNS}):
            writer.writerow([record.get(name) for name in CSV_COLUMNS])
            count += 1
            if count % BATCH == 0:
                file.write(buffer.getvalue().encode("utf-8"))
                buffer.seek(0)
                buffer.truncate(0)
        file.write(buffer.getvalue().encode("utf-8"))
    return count


def main():
    action, file_format, path, uri, database, name = sys.argv[1:]
    collection = MongoClient(uri)[database][name]
    if action == "import":
        readers = {"json": read_json, "array": read_array, "jsonl": read_jsonl, "csv": read_csv}
        count = import_records(collection, readers[file_format](path))
    else:
        writers = {"json": export_json, "jsonl": export_jsonl, "csv": export_csv}
        count = writers[file_format](collection, path)
    print(json.dumps({"records": count}))


main()
